// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QString>

namespace asge {

/// Groups of a run's events: its beginnings and its end, what was changed, pauses and single steps,
/// what the guard noticed, checkpoints, and the notes of the user.
enum class EventGroup { run, steering, pace, warning, checkpoint, notes };

EventGroup groupOf(const Intervention& intervention);

/// What was done or noticed, without the intervention's own text: "Freeze layer 1",
/// "Learning rate of layer 2: × 0.5", "Dead channels, layer 3".
QString interventionText(const Intervention& intervention);
/// The same for a place that shows the intervention's own text too: a layer that the text names is
/// not named twice.
QString interventionTitle(const Intervention& intervention);
/// Who caused it: "window", "terminal", "rule", "guard", "program"; "–" in stores of old versions.
QString sourceText(const std::string& source);
/// All of it in one line: "Freeze layer 1 · rule · step 1,200: no better validation accuracy".
QString interventionLine(const Intervention& intervention);

/// Whether charts mark the intervention: those that the program itself made are left out.
bool isMarked(const Intervention& intervention);

} // namespace asge
