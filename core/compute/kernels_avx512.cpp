#define ASGE_KERNEL_SET avx512
#define ASGE_KERNEL_NAME "avx512"
#define ASGE_KERNEL_FUNCTION avx512Kernels
#include "core/compute/kernels_body.h"
