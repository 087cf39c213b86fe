// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/store/safetensors.h"

#include <string_view>
#include <vector>

namespace asge {

// Reads the checkpoints of asge 0.1.0 before it wrote safetensors: the archives of LibTorch's
// OutputArchive. LibTorch's own reader of them (InputArchive, torch::jit::load) runs the code that
// an archive holds, so it must never see a file that others may have written. This reader runs
// nothing. It knows the one form that our writer produced, and refuses everything else:
//
// A zip file without compression whose entries lie one behind the other without gaps:
//   archive/data/0, 1, …              the tensors' elements, each tensor alone
//   archive/data.pkl                  a pickle: the tensors' names, types and shapes
//   archive/code/__torch__.py         declarations of the tensors' names, deflated; it has to be
//                                     exactly the text that belongs to those names, so that it
//                                     holds no function
//   archive/code/__torch__.py.debug_pkl, constants.pkl, version, byteorder,
//   .data/serialization_id            of no interest; not read
//
// The pickle has to be, opcode for opcode, what the writer made of a list of contiguous tensors on
// the CPU. No global name but the six that it used is accepted, and nothing is called.

/// Whether these bytes begin as a zip file does, so that readOldCheckpoint is to be asked.
bool isOldCheckpoint(std::string_view bytes);

/// The tensors, in their order; the views point into `bytes`. Throws Error with one line unless all
/// of it has the form above.
std::vector<TensorView> readOldCheckpoint(std::string_view bytes);

} // namespace asge
