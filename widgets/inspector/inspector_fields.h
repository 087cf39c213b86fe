// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/inspector/image_reading.h"

#include <QWidget>

#include <string>
#include <vector>

class QComboBox;
class QFormLayout;
class QSpinBox;

namespace asge {

/// The fields below the inspector's image: the class whose evidence is shown, the class that it is
/// compared with, the epoch of the network, and rows that the page adds.
class InspectorFields : public QWidget {
    Q_OBJECT

  public:
    explicit InspectorFields(QWidget* parent = nullptr);

    void addRow(QWidget* wide);     ///< below the fields, as wide as they and their labels
    void addField(QWidget* narrow); ///< as wide as the fields
    /// Lists the classes of a run, and chooses none.
    void setClasses(const std::vector<std::string>& names);
    EvidenceChoice choice() const;
    /// Enables the choice of classes and of the epoch, or says why they have no effect.
    void setUsable(const QString& whyNoEvidence, const QString& whyNoEpoch);
    int epoch() const; ///< 0: the newest with a checkpoint
    void setEpoch(int epoch);
    void setLastEpoch(int epoch); ///< that can be chosen
    /// Chooses the newest of a run's epochs without a signal.
    void chooseNewest(int lastEpoch);

  signals:
    void choiceChanged();
    void epochChanged();

  private:
    QComboBox* label_;
    QComboBox* against_;
    QSpinBox* epoch_;
    QFormLayout* form_;
};

} // namespace asge
