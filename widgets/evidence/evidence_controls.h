// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/evidence/evidence_scene.h"

#include <QWidget>

class QComboBox;
class QLayout;
class QSlider;
class QSpinBox;

namespace asge {

/// The row of fields above the maps: runs, class, against, layer, colour scale, opacity, channels.
class EvidenceControls : public QWidget {
    Q_OBJECT

  public:
    explicit EvidenceControls(QWidget* parent = nullptr);

    /// The classes and layers to choose from. Choices stay if they are still there; those for class
    /// and against also return with the next run that has them.
    void setChoices(const QStringList& classes, int layers);

    /// Shows or hides the choice of the runs.
    void setComparing(bool compares);
    /// What is shown if there is a run to compare with.
    EvidenceRuns runs() const;
    /// Without `channel`, which is chosen in the picture.
    EvidenceQuestion question() const;
    int layer() const; ///< the enlarged layer, from 0; -1 for all
    bool oneScale() const;
    double opacity() const; ///< 0 to 1
    void chooseLayer(int layer);
    void stepClass(int direction);
    /// Adds a widget at the end of the row.
    void add(QWidget* widget);

    QVariantMap saveState() const;
    void restoreState(const QVariantMap& state);

  signals:
    void questionChanged();
    void layerChanged();
    void runsChanged();
    void lookChanged(); ///< scale or opacity

  private:
    QComboBox* addChoice(const char* name, const QString& label, const QString& tip);
    void fillClasses(const QStringList& classes);

    QLayout* row_;
    QComboBox* runs_;
    QComboBox* class_;
    QComboBox* against_;
    QComboBox* layer_;
    QComboBox* scale_;
    QSlider* opacity_;
    QSpinBox* channels_;
    int wantedClass_ = EvidenceQuestion::kTrue; ///< chosen or restored, perhaps not in this run
    int wantedAgainst_ = EvidenceQuestion::kRival;
};

} // namespace asge
