// SPDX-License-Identifier: GPL-3.0-or-later

#if defined(__SANITIZE_THREAD__)

/// The C++ library counts references to an exception in code that the thread sanitizer does not
/// see. So the sanitizer reports the deletion of a future's exception by its last owner as a race
/// with a reader.
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
    return "race:std::__exception_ptr::exception_ptr::_M_release\n";
}

#endif
