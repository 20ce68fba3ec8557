#include "ui/settings/settings_panel.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/settings/section_delegate.h"
#include "ui/settings/settings_sections.h"
#include "ui/shell/page_header.h"
#include "ui/widgets/search_box.h"

namespace slipway::ui {

SettingsPanel::SettingsPanel(AppContext& app, QWidget* parent) : Panel(app, tr("Settings"), Body::Fill, parent) {
    auto* row = new QHBoxLayout;
    row->setSpacing(24);
    auto* left = new QVBoxLayout;
    left->setSpacing(8);
    m_search = new SearchBox(tr("Find a setting"), tr("Find a setting"));
    m_sections = new QListWidget;
    m_sections->setObjectName(QStringLiteral("sunkenList"));
    m_sections->setAccessibleName(tr("Sections"));
    m_sections->setFrameShape(QFrame::NoFrame);
    m_sections->setItemDelegate(new SectionDelegate(m_sections));
    m_sections->setMouseTracking(true);
    m_sections->viewport()->setAutoFillBackground(false);
    for (const SettingsSection& section : settingsSections()) {
        auto* item = new QListWidgetItem(section.title, m_sections);
        item->setData(SectionDelegate::IconNameRole, section.icon);
    }
    auto* side = new QWidget;
    side->setFixedWidth(216);
    side->setLayout(left);
    left->setContentsMargins(0, 0, 0, 0);
    left->addWidget(m_search);
    left->addWidget(m_sections, 1);
    m_pages = new QStackedWidget;
    row->addWidget(side);
    row->addWidget(m_pages, 1);
    body().addLayout(row, 1);
    connect(m_sections, &QListWidget::currentRowChanged, this, &SettingsPanel::showSection);
    connect(m_search, &SearchBox::searched, this, &SettingsPanel::filter);
    m_sections->setCurrentRow(0);
    header().setSummary(tr("of this workspace and of this window; changes apply at once"));
    setLoading(false);
}

QWidget* SettingsPanel::searchField() {
    return m_search;
}

void SettingsPanel::showSection(int row) {
    if (row < 0) return;
    if (!m_made.contains(row)) {
        auto* scroll = new QScrollArea;
        scroll->setWidgetResizable(true);
        scroll->setFocusPolicy(Qt::NoFocus);
        scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        auto* content = new QWidget;
        content->setObjectName(QStringLiteral("pageBody"));
        auto* column = new QVBoxLayout(content);
        column->setContentsMargins(0, 0, 12, 0);
        QWidget* page = settingsSections()[static_cast<std::size_t>(row)].make(app());
        page->setMaximumWidth(860);
        column->addWidget(page);
        column->addStretch(1);
        scroll->setWidget(content);
        m_made[row] = scroll;
        m_pages->addWidget(scroll);
    }
    m_pages->setCurrentWidget(m_made.at(row));
}

/// What is stored may have changed: the page that is open is made again.
void SettingsPanel::refresh() {
    const int row = m_sections->currentRow();
    for (auto& [index, page] : m_made) page->deleteLater();
    m_made.clear();
    showSection(row);
}

void SettingsPanel::showObject(const QString& link) {
    const auto& sections = settingsSections();
    for (std::size_t i = 0; i < sections.size(); ++i)
        if (sections[i].id == link) m_sections->setCurrentRow(static_cast<int>(i));
}

void SettingsPanel::filter(const QString& text) {
    const auto& sections = settingsSections();
    int first = -1;
    for (int i = 0; i < m_sections->count(); ++i) {
        const SettingsSection& section = sections[static_cast<std::size_t>(i)];
        const bool fits = (section.title + ' ' + section.words).contains(text.trimmed(), Qt::CaseInsensitive);
        m_sections->item(i)->setHidden(!fits);
        if (fits && first < 0) first = i;
    }
    if (first >= 0 && (m_sections->currentRow() < 0 || m_sections->currentItem()->isHidden()))
        m_sections->setCurrentRow(first);
}

} // namespace slipway::ui
