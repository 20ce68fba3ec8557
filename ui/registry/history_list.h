#pragma once

#include <QWidget>
#include <vector>

#include "core/registry/model_version.h"

class QVBoxLayout;

namespace slipway::ui {

/// What happened to a version, newest first: what, who, when, and the note in full.
class HistoryList : public QWidget {
    Q_OBJECT
public:
    explicit HistoryList(QWidget* parent = nullptr);
    void setHistory(const std::vector<registry::Decision>& history);

private:
    QWidget* makeEntry(const registry::Decision& decision);
    QVBoxLayout* m_entries;
};

} // namespace slipway::ui
