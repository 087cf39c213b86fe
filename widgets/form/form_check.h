// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

#include <QString>

#include <map>
#include <string>

namespace asge {

/// What a form's fields say, by the settings' paths.
using FormTexts = std::map<std::string, QString>;

/// An experiment as the fields give it.
struct CheckedForm {
    Experiment experiment; ///< settings with a problem have their defaults here
    FormTexts wrong;       ///< what is wrong, by path; empty if everything is valid
};

/// Reads fields with setSetting, so that a form, a file and `--set` are judged alike.
CheckedForm checkForm(const FormTexts& texts);
/// The texts of an experiment, whether sound or not.
FormTexts formTexts(const Experiment& experiment);

/// One line on an experiment's network: P of each layer, where the method has patches, and the
/// weights, for the images' size as far as it is known by name. Empty where there are no layers.
QString networkSummary(const Experiment& experiment);

} // namespace asge
