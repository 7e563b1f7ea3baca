# How checkers are run, for run.sh and for audit/bites.sh, which shows that they find something so.
sanitizer_flags=(-O1 -fno-sanitize-recover=all -fno-omit-frame-pointer)
sanitizer_options=(
    ASAN_OPTIONS=abort_on_error=1:detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1
    UBSAN_OPTIONS=print_stacktrace=1)
valgrind=(valgrind --quiet --error-exitcode=9 --trace-children=yes --leak-check=full
    --show-leak-kinds=definite --errors-for-leak-kinds=definite)
