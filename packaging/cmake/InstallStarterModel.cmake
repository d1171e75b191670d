# Runs while the component "model" is installed: fetches the starter model where the cache lacks it and installs it.
# In: fetch, the script that prints the model's path; model_folder, relative to the prefix.
execute_process(COMMAND ${fetch} OUTPUT_VARIABLE model OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE status)
if(NOT status EQUAL 0)
    message(FATAL_ERROR "no starter model, so no fireside-model-smollm2 package; "
        "configure with -DFIRESIDE_PACKAGE_MODEL=OFF to package without it")
endif()
file(INSTALL DESTINATION "${CMAKE_INSTALL_PREFIX}/${model_folder}" TYPE FILE FILES "${model}"
    PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
