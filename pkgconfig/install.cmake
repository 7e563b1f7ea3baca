# What `cmake --install` puts where. Nothing installed knows the prefix in an absolute form that it
# needs: a tree may be moved after it was installed.
include(CMakePackageConfigHelpers)

set(cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/lode)
set(data_dir ${CMAKE_INSTALL_DATADIR}/lode)

install(TARGETS lode EXPORT lode-shared
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library NAMELINK_COMPONENT development)
install(TARGETS lode_static EXPORT lode-static
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
install(DIRECTORY include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development
  FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")

# ---- for those who build with it ----

foreach(kind shared static)
  install(EXPORT lode-${kind} NAMESPACE lode:: FILE lode-${kind}-targets.cmake
    DESTINATION ${cmake_dir} COMPONENT development)
endforeach()
set(LODE_DATA_DIR ${data_dir})
configure_package_config_file(pkgconfig/lode-config.cmake.in lode-config.cmake
  INSTALL_DESTINATION ${cmake_dir} PATH_VARS LODE_DATA_DIR)
# As with the SONAME: a minor version may break what was, until there is a 1.0.
if(PROJECT_VERSION_MAJOR EQUAL 0)
  set(compatibility SameMinorVersion)
else()
  set(compatibility SameMajorVersion)
endif()
write_basic_package_version_file(${PROJECT_BINARY_DIR}/lode-config-version.cmake
  COMPATIBILITY ${compatibility})
install(FILES ${PROJECT_BINARY_DIR}/lode-config.cmake
  ${PROJECT_BINARY_DIR}/lode-config-version.cmake
  DESTINATION ${cmake_dir} COMPONENT development)

# How deep the file lies under the prefix differs: lib/pkgconfig, lib/x86_64-linux-gnu/pkgconfig.
file(RELATIVE_PATH LODE_PC_UP ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" LODE_PC_UP ${LODE_PC_UP})
foreach(dir LIBDIR INCLUDEDIR DATADIR)
  if(IS_ABSOLUTE "${CMAKE_INSTALL_${dir}}")
    set(LODE_PC_${dir} ${CMAKE_INSTALL_${dir}})
  else()
    set(LODE_PC_${dir} "\${prefix}/${CMAKE_INSTALL_${dir}}")
  endif()
endforeach()
string(APPEND LODE_PC_DATADIR /lode)
list(JOIN LODE_REQUIRES " " LODE_PC_REQUIRES)
configure_file(pkgconfig/lode.pc.in lode.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/lode.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
  COMPONENT development)
install(FILES docs/man/lode.3 DESTINATION ${CMAKE_INSTALL_MANDIR}/man3 COMPONENT development)

# ---- for those who run it ----

if(LODE_BUILD_EXAMPLES)
  if(NOT CMAKE_INSTALL_PREFIX STREQUAL "/usr") # there the loader looks by itself
    file(RELATIVE_PATH libdir_from_program ${CMAKE_INSTALL_FULL_BINDIR}
         ${CMAKE_INSTALL_FULL_LIBDIR})
    set_target_properties(lode-cli PROPERTIES INSTALL_RPATH "$ORIGIN/${libdir_from_program}")
  endif()
  install(TARGETS lode-cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT tools)
  install(DIRECTORY examples/data/ DESTINATION ${data_dir} COMPONENT tools)
  install(FILES docs/man/lode.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT tools)
  install(FILES examples/cli/completion.bash RENAME lode
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT tools)
endif()
# For the distribution's package; elsewhere a wheel brings the Python package.
if(EXISTS ${PROJECT_SOURCE_DIR}/bindings/python/lode)
  install(DIRECTORY bindings/python/lode DESTINATION lib/python3/dist-packages
    COMPONENT python EXCLUDE_FROM_ALL
    FILES_MATCHING PATTERN "__pycache__" EXCLUDE PATTERN "*.py" PATTERN "*.pyi" PATTERN "py.typed")
endif()
