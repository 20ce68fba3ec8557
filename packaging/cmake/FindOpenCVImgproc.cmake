# OpenCV::Imgproc: core and imgproc alone (Debian: libopencv-imgproc-dev). OpenCV's own CMake files come only with
# libopencv-dev, which brings its viewers, cameras and codecs too.
find_path(OpenCV_INCLUDE_DIR opencv2/imgproc.hpp PATH_SUFFIXES opencv4)
find_library(OpenCV_core_LIBRARY opencv_core)
find_library(OpenCV_imgproc_LIBRARY opencv_imgproc)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenCVImgproc
  REQUIRED_VARS OpenCV_imgproc_LIBRARY OpenCV_core_LIBRARY OpenCV_INCLUDE_DIR)
if(OpenCVImgproc_FOUND AND NOT TARGET OpenCV::Imgproc)
  add_library(OpenCV::Imgproc SHARED IMPORTED)
  set_target_properties(OpenCV::Imgproc PROPERTIES IMPORTED_LOCATION ${OpenCV_imgproc_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${OpenCV_INCLUDE_DIR} INTERFACE_LINK_LIBRARIES ${OpenCV_core_LIBRARY})
endif()
