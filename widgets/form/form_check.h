#pragma once

#include "core/experiment/experiment.h"

#include <QString>

#include <map>
#include <string>

namespace asge {

/// What a form's fields say, by the settings' paths.
using FormTexts = std::map<std::string, QString>;

/// The fields as the parser reads them.
struct CheckedForm {
    Experiment experiment; ///< fields in error have their defaults here
    FormTexts wrong;       ///< by path, in the parser's words; empty where all is sound
};

/// Reads fields by way of the parser, so that a form and a file are judged alike. Every setting
/// must have a field.
CheckedForm checkForm(const FormTexts& texts);
/// The texts of an experiment, whether sound or not.
FormTexts formTexts(const Experiment& experiment);

/// One line on an experiment's network: P of each layer, where the method has patches, and the
/// weights, for the images' size as far as it is known by name. Empty where there are no layers.
QString networkSummary(const Experiment& experiment);

} // namespace asge
