// SPDX-License-Identifier: GPL-3.0-or-later

#define ASGE_KERNEL_SET avx2
#define ASGE_KERNEL_NAME "avx2"
#define ASGE_KERNEL_FUNCTION avx2Kernels
#include "core/learn/compute/kernels_body.h"
