// SPDX-License-Identifier: GPL-3.0-or-later

#if defined(__SANITIZE_THREAD__)

/// The C++ library counts the owners of an exception where the thread sanitizer doesn't see it, so
/// that it takes the last owner's deletion of a future's exception for a race with its reader.
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
    return "race:std::__exception_ptr::exception_ptr::_M_release\n";
}

#endif
