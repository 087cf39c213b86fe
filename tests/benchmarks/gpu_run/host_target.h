// SPDX-License-Identifier: GPL-3.0-or-later

// Replaces <nv/target> of libcu++, which CUDA's headers include and PyTorch's packages lack. It
// chooses between code for a device and code for the host; here only host code is compiled.
#pragma once

#define NV_IS_HOST 1
#define NV_ANY_TARGET 1
#define NV_IS_DEVICE 0
#define NV_NO_TARGET 0
#define NV_PROVIDES_SM_35 0
#define NV_PROVIDES_SM_50 0
#define NV_PROVIDES_SM_52 0
#define NV_PROVIDES_SM_53 0
#define NV_PROVIDES_SM_60 0
#define NV_PROVIDES_SM_61 0
#define NV_PROVIDES_SM_62 0
#define NV_PROVIDES_SM_70 0
#define NV_PROVIDES_SM_72 0
#define NV_PROVIDES_SM_75 0
#define NV_PROVIDES_SM_80 0
#define NV_PROVIDES_SM_86 0
#define NV_PROVIDES_SM_87 0
#define NV_PROVIDES_SM_89 0
#define NV_PROVIDES_SM_90 0
#define NV_PROVIDES_SM_100 0
#define NV_PROVIDES_SM_103 0
#define NV_PROVIDES_SM_110 0
#define NV_PROVIDES_SM_120 0
#define NV_PROVIDES_SM_121 0

#define ASGE_NV_JOIN(a, b) ASGE_NV_JOIN_(a, b)
#define ASGE_NV_JOIN_(a, b) a##b
#define ASGE_NV_SECOND(...) ASGE_NV_SECOND_(__VA_ARGS__, 0, )
#define ASGE_NV_SECOND_(first, second, ...) second

// The chosen code may be in parentheses, which are removed.
#define ASGE_NV_PROBE(...) ~, 1
#define ASGE_NV_BARE_0(...) __VA_ARGS__
#define ASGE_NV_BARE_1(...) ASGE_NV_STRIP __VA_ARGS__
#define ASGE_NV_STRIP(...) __VA_ARGS__
#define ASGE_NV_BARE(...)                                                                          \
    ASGE_NV_JOIN(ASGE_NV_BARE_, ASGE_NV_SECOND(ASGE_NV_PROBE __VA_ARGS__))(__VA_ARGS__)

#define ASGE_NV_CHOOSE_1(yes, ...) ASGE_NV_BARE(yes)
#define ASGE_NV_CHOOSE_0(yes, ...) ASGE_NV_BARE(__VA_ARGS__)
#define NV_IF_ELSE_TARGET(condition, yes, ...)                                                     \
    ASGE_NV_JOIN(ASGE_NV_CHOOSE_, condition)(yes, __VA_ARGS__)
#define NV_IF_TARGET(condition, ...) ASGE_NV_JOIN(ASGE_NV_CHOOSE_, condition)(__VA_ARGS__, )
