#include "widgets/form/form_check.h"

#include "core/base/error.h"
#include "core/data/catalogue.h"
#include "widgets/form/form_text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <limits>
#include <optional>

namespace asge {
namespace {

const std::string kSource = "form";
constexpr int kKernelArea = 9; ///< 3 × 3

QString quoted(const QString& text) {
    const QByteArray list = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(list.sliced(1, list.size() - 2));
}

/// A field's text as a JSON value: a number where the setting is one and the text can be read so.
QString literal(const Setting& setting, const QString& text) {
    const bool numeric =
        setting.kind == SettingKind::integer || setting.kind == SettingKind::number;
    if (!numeric) {
        return quoted(text);
    }
    // People write .05 and 2., which JSON does not know.
    static const QRegularExpression number(
        QStringLiteral(R"(^([+-]?)(0|[1-9]\d*)?(?:\.(\d*))?([eE][+-]?\d+)?$)"));
    const auto match = number.match(text.trimmed());
    const bool hasDigits = !match.captured(2).isEmpty() || !match.captured(3).isEmpty();
    if (!match.hasMatch() || !hasDigits) {
        return quoted(text);
    }
    const QString sign = match.captured(1) == QLatin1String("-") ? QStringLiteral("-") : QString();
    const QString whole = match.captured(2).isEmpty() ? QStringLiteral("0") : match.captured(2);
    const QString part = match.captured(3).isEmpty() ? QString() : '.' + match.captured(3);
    return sign + whole + part + match.captured(4);
}

/// "train" of "train.batch"; empty for a setting outside of sections.
std::string sectionOf(const std::string& path) {
    const std::size_t dot = path.find('.');
    return dot == std::string::npos ? std::string() : path.substr(0, dot);
}

/// "key": VALUE by section.
using Members = std::map<std::string, QStringList>;

void addMember(Members& members, const std::string& path, const QString& value) {
    const std::string section = sectionOf(path);
    const std::string key = section.empty() ? path : path.substr(section.size() + 1);
    members[section] << quoted(QString::fromStdString(key)) + ':' + value;
}

std::string document(const Members& members) {
    QStringList all;
    for (const auto& [section, inner] : members) {
        const QString joined = inner.join(',');
        all << (section.empty() ? joined
                                : quoted(QString::fromStdString(section)) + ":{" + joined + '}');
    }
    return '{' + all.join(',').toStdString() + '}';
}

/// An error of the parser taken apart.
struct ParseError {
    std::string path; ///< empty where it names no setting
    QString what;
};

ParseError takeApart(const std::string& message) {
    for (const Setting& setting : settings()) {
        const std::string start = kSource + ": " + setting.path + ": ";
        if (message.starts_with(start)) {
            return {setting.path, QString::fromStdString(message.substr(start.size()))};
        }
    }
    return {{}, QString::fromStdString(message)};
}

std::optional<ParseError> tryParse(const Members& members, Experiment* experiment = nullptr) {
    try {
        const Experiment parsed = parseExperiment(document(members), kSource);
        if (experiment) {
            *experiment = parsed;
        }
        return std::nullopt;
    } catch (const BadInput& error) {
        return takeApart(error.what());
    }
}

/// What is wrong with one value, whatever the others are. The text holds nothing else, so that the
/// parser goes on to ask for the layers (which have no default) where the value is sound.
std::optional<ParseError> errorAlone(const std::string& path, const QString& value) {
    Members alone;
    addMember(alone, path, value);
    const std::optional<ParseError> error = tryParse(alone);
    const bool asksForLayers = error && path != "network.layers" && error->path == "network.layers";
    return asksForLayers ? std::nullopt : error;
}

/// The first layer (from 1) that pooling leaves no pixel for; 0 where none is, or nobody knows.
int firstWithoutPixels(const std::vector<LayerSpec>& layers, const ImageSize& images) {
    int side = std::min(images.height, images.width);
    const bool known = side > 0;
    for (std::size_t l = 0; l < layers.size() && known; ++l) {
        if (side == 0) {
            return static_cast<int>(l) + 1;
        }
        side /= layers[l].pools ? 2 : 1;
    }
    return 0;
}

/// "P = 8, 4, 2, 1"; images of unknown size don't bound them.
QString patchesText(const Experiment::Network& network, const ImageSize& images) {
    const bool known = images.height > 0;
    int height = known ? images.height : std::numeric_limits<int>::max();
    int width = known ? images.width : std::numeric_limits<int>::max();
    QStringList patches;
    for (const LayerSpec& layer : network.layers) {
        patches << QString::number(patchesPerSide(network, layer.channels, height, width));
        height /= known && layer.pools ? 2 : 1;
        width /= known && layer.pools ? 2 : 1;
    }
    const QString list = patches.join(QStringLiteral(", "));
    return known ? FormText::tr("P = %1").arg(list)
                 : FormText::tr("P = %1, as far as the images have so many pixels").arg(list);
}

/// The convolutions' weights; the first layer's depend on the images' channels.
QString weightsText(const std::vector<LayerSpec>& layers, const ImageSize& images) {
    std::int64_t weights = 0;
    int inputs = images.channels;
    for (const LayerSpec& layer : layers) {
        weights += (static_cast<std::int64_t>(kKernelArea) * inputs + 1) * layer.channels;
        inputs = layer.channels;
    }
    const QString number = QLocale().toString(qlonglong{weights});
    return images.channels > 0
               ? FormText::tr("%1 convolution weights").arg(number)
               : FormText::tr("%1 convolution weights and %2 for each channel of the images")
                     .arg(number, QLocale().toString(kKernelArea * layers.front().channels));
}

/// "for 28 × 28 grey images"; empty where their size isn't known.
QString imagesText(const ImageSize& images) {
    if (images.height == 0) {
        return {};
    }
    // Not to be broken: the line is a narrow one.
    const QString size = FormText::tr("%1\u00a0×\u00a0%2").arg(images.height).arg(images.width);
    return images.channels == 1   ? FormText::tr(" (for %1 grey images)").arg(size)
           : images.channels == 3 ? FormText::tr(" (for %1 colour images)").arg(size)
                                  : FormText::tr(" (for %1 images)").arg(size);
}

} // namespace

CheckedForm checkForm(const FormTexts& texts) {
    CheckedForm checked;
    Members sound;
    for (const Setting& setting : settings()) {
        const QString& text = texts.at(setting.path);
        QString value = literal(setting, text);
        std::optional<ParseError> error = errorAlone(setting.path, value);
        if (error && error->path.empty()) {
            value = quoted(text); // a number beyond all bounds is no JSON
            error = errorAlone(setting.path, value);
        }
        if (error) {
            checked.wrong[setting.path] = error->what;
        } else {
            addMember(sound, setting.path, value);
        }
    }
    if (checked.wrong.contains("network.layers")) {
        addMember(sound, "network.layers", QStringLiteral("\"1\"")); // something to parse the rest
    }
    // Values that are sound alone may still not go together. That says something only where the
    // whole section is sound; either way the section goes back to its defaults.
    while (const std::optional<ParseError> error = tryParse(sound, &checked.experiment)) {
        const std::string section = sectionOf(error->path);
        const bool clean =
            std::none_of(checked.wrong.begin(), checked.wrong.end(),
                         [&](const auto& wrong) { return sectionOf(wrong.first) == section; });
        if (clean) {
            checked.wrong[error->path] = error->what;
        }
        if (sound.erase(section) == 0) {
            break; // nothing left to take away
        }
    }
    if (checked.wrong.contains("network.layers")) {
        checked.experiment.network.layers.clear();
    }
    return checked;
}

FormTexts formTexts(const Experiment& experiment) {
    FormTexts texts;
    for (const auto& [path, value] : flatSettings(toJson(experiment))) {
        texts[path] = QString::fromStdString(value);
    }
    return texts;
}

QString networkSummary(const Experiment& experiment) {
    const std::vector<LayerSpec>& layers = experiment.network.layers;
    if (layers.empty()) {
        return {};
    }
    const ImageSize images = imageSize(experiment.data);
    if (const int lost = firstWithoutPixels(layers, images)) {
        return FormText::tr("Nothing of a %1 × %2 image is left for layer %3: too many "
                            "layers pool")
            .arg(images.height)
            .arg(images.width)
            .arg(lost);
    }
    return patchesText(experiment.network, images) + QStringLiteral(" · ") +
           weightsText(layers, images) + imagesText(images);
}

} // namespace asge
