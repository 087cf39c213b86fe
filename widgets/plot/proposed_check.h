// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QCheckBox>
#include <QVariantMap>

#include <optional>

namespace asge {

/// A check box that its view may check as long as the user has not. Only what the user has chosen
/// is kept for the next session.
class ProposedCheck : public QCheckBox {
    Q_OBJECT
    Q_PROPERTY(QVariantMap keptState READ keptState WRITE setKeptState)

  public:
    explicit ProposedCheck(const QString& text, QWidget* parent = nullptr);

    /// Checks it or not, without a signal, unless the user has chosen; true if that changed it.
    bool propose(bool checked);

    QVariantMap keptState() const;
    void setKeptState(const QVariantMap& state);

  private:
    std::optional<bool> chosen_;
};

} // namespace asge
