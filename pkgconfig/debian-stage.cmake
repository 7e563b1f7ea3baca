# What Debian asks of every package, done to the staged trees before they are packed.
file(TIMESTAMP ${CMAKE_CURRENT_LIST_DIR}/../CHANGELOG.md date "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(GLOB trees ${CPACK_TEMPORARY_DIRECTORY}/*)
foreach(tree ${trees})
  get_filename_component(component ${tree} NAME)
  string(TOUPPER ${component} key)
  set(share ${tree}${CPACK_PACKAGING_INSTALL_PREFIX}/share)
  set(doc ${share}/doc/${CPACK_DEBIAN_${key}_PACKAGE_NAME})
  configure_file(${CMAKE_CURRENT_LIST_DIR}/copyright ${doc}/copyright COPYONLY)
  file(WRITE ${doc}/changelog "lode (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium\n\n\
  * Version ${CPACK_PACKAGE_VERSION}; CHANGELOG.md of the source says what changed.\n\n\
 -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")
  file(GLOB_RECURSE pages ${share}/man/*)
  execute_process(COMMAND gzip -9n ${pages} ${doc}/changelog COMMAND_ERROR_IS_FATAL ANY)
endforeach()
