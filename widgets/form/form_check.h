// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"
#include "core/experiment/layer_costs.h"

#include <QString>

#include <map>
#include <string>
#include <vector>

namespace asge {

/// The texts of a form's fields, by setting path.
using FormTexts = std::map<std::string, QString>;

/// An experiment read from a form's fields.
struct CheckedForm {
    Experiment experiment; ///< settings with a problem have their defaults here
    FormTexts wrong;       ///< problems by path; empty if everything is valid
};

/// Reads fields with setSetting, so that a form, a file and `--set` are checked by the same rules.
CheckedForm checkForm(const FormTexts& texts);
/// The texts that show an experiment, valid or not.
FormTexts formTexts(const Experiment& experiment);

/// The costs of an experiment's layers; empty if the size of the images or the number of classes is
/// not known, or a layer has no pixels to pool.
std::vector<LayerCost> networkCosts(const Experiment& experiment);

/// One line about an experiment's network: P of each layer, if the method has patches, and the
/// number of weights, if the size of the images is known. Empty if there are no layers.
QString networkSummary(const Experiment& experiment);

} // namespace asge
