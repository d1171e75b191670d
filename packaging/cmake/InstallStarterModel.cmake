# Runs while the component "model" is installed: fetches the starter model where the cache lacks it and installs it.
# In: FIRESIDE_FETCH, the script that prints the model's path; FIRESIDE_MODEL_FOLDER, relative to the prefix.
# No variable here may be called like a component: the install script compares unquoted.
execute_process(COMMAND ${FIRESIDE_FETCH} OUTPUT_VARIABLE FIRESIDE_MODEL OUTPUT_STRIP_TRAILING_WHITESPACE
    RESULT_VARIABLE FIRESIDE_FETCH_STATUS)
if(NOT FIRESIDE_FETCH_STATUS EQUAL 0)
    message(FATAL_ERROR "no starter model, so no fireside-model-smollm2 package; "
        "configure with -DFIRESIDE_PACKAGE_MODEL=OFF to package without it")
endif()
file(INSTALL DESTINATION "${CMAKE_INSTALL_PREFIX}/${FIRESIDE_MODEL_FOLDER}" TYPE FILE FILES "${FIRESIDE_MODEL}"
    PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
