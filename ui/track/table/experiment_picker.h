#pragma once

#include <QPointer>
#include <QPushButton>
#include <functional>
#include <vector>

#include "core/track/experiments.h"
#include "ui/shell/app_context.h"
#include "ui/shell/popup.h"

class QListWidget;
class QListWidgetItem;

namespace slipway::ui {

class SearchBox;

/// Of which experiments the runs are shown; new ones are made here, and those there are renamed, deleted and restored.
class ExperimentPicker : public QPushButton {
    Q_OBJECT
public:
    ExperimentPicker(AppContext& app, QWidget* parent);

    std::vector<std::int64_t> experiments() const { return m_chosen; } ///< none: all
    void setExperiments(const std::vector<std::int64_t>& experiments); ///< says nothing
    void reload();
    void open();
    const std::vector<track::Experiment>& known() const { return m_known; } ///< deleted ones too

signals:
    void chosen();
    void changed(); ///< stored: made, renamed, deleted, restored

private:
    void build();
    void fill();
    void updateText();
    void updateButtons();
    void toggle(QListWidgetItem* item);
    const track::Experiment* currentExperiment() const;
    void make();
    void rename();
    void remove();
    void write(
        const QString& problem, std::function<Status(track::Experiments&)> work, std::function<void()> done = {});
    void setDeleted(const track::Experiment& experiment, bool deleted);

    AppContext& m_app;
    std::vector<track::Experiment> m_known;
    std::vector<std::int64_t> m_chosen;
    QPointer<Popup> m_popup;
    SearchBox* m_search = nullptr;
    QListWidget* m_list = nullptr;
    QPushButton *m_all = nullptr, *m_rename = nullptr, *m_delete = nullptr;
};

} // namespace slipway::ui
