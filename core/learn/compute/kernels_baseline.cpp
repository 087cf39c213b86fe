// SPDX-License-Identifier: GPL-3.0-or-later

#define ASGE_KERNEL_SET baseline
#define ASGE_KERNEL_NAME "baseline"
#define ASGE_KERNEL_FUNCTION baselineKernels
#include "core/learn/compute/kernels_body.h"
