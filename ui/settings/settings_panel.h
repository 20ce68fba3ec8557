#pragma once

#include <map>

#include "ui/shell/panel.h"

class QListWidget;
class QStackedWidget;

namespace slipway::ui {

class SearchBox;

/// List of sections at the left, one page each at the right. Pages are made when they are first chosen.
class SettingsPanel : public Panel {
    Q_OBJECT
public:
    explicit SettingsPanel(AppContext& app, QWidget* parent = nullptr);
    void refresh() override;
    void showObject(const QString& link) override; ///< "people", "rules", … the id of a section
    QWidget* searchField() override;

private:
    void showSection(int row);
    void filter(const QString& text);

    SearchBox* m_search;
    QListWidget* m_sections;
    QStackedWidget* m_pages;
    std::map<int, QWidget*> m_made;
};

} // namespace slipway::ui
