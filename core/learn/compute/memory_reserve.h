// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace asge {

/// If the address space of this process is limited (ulimit -v), makes allocations of tensors on the
/// CPU end with std::bad_alloc as soon as they would leave less than 64 MiB of it. What LibTorch
/// and the libraries below it allocate besides is small, and some of them follow a null pointer
/// when they get nothing. Without a limit it changes nothing. To be called before other threads use
/// tensors; a second call has no effect.
void keepMemoryReserve();

} // namespace asge
