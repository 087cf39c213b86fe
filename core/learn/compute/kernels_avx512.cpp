// SPDX-License-Identifier: GPL-3.0-or-later

#define ASGE_KERNEL_SET avx512
#define ASGE_KERNEL_NAME "avx512"
#define ASGE_KERNEL_FUNCTION avx512Kernels
#include "core/learn/compute/kernels_body.h"
