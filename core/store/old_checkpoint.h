// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/store/safetensors.h"

#include <string_view>
#include <vector>

namespace asge {

// Reads the checkpoints that asge 0.1.0 wrote before it wrote safetensors: the archives of
// LibTorch's OutputArchive. LibTorch's own reader of them (InputArchive, torch::jit::load) runs
// the code that an archive holds, so it must never read an untrusted file. This reader runs
// nothing. It accepts only the form that our writer produced:
//
// A zip file without compression whose entries follow one another without gaps:
//   archive/data/0, 1, …              the elements of one tensor each
//   archive/data.pkl                  a pickle: the tensors' names, types and shapes
//   archive/code/__torch__.py         declarations of the tensors' names, deflated; the text must
//   be
//                                     exactly the one that belongs to the names, so it holds no
//                                     function
//   archive/code/__torch__.py.debug_pkl, constants.pkl, version, byteorder,
//   .data/serialization_id            not read
//
// The pickle must be, opcode for opcode, what the writer made of a list of contiguous tensors on
// the CPU. Only the six global names that it used are accepted, and nothing is called.

/// Whether the bytes begin like a zip file, so that readOldCheckpoint must be used.
bool isOldCheckpoint(std::string_view bytes);

/// Reads the tensors, in their order. The views point into `bytes`. Throws Error with one line
/// unless the bytes have exactly the form above.
std::vector<TensorView> readOldCheckpoint(std::string_view bytes);

} // namespace asge
