#include "ui/widgets/paged_table_model.h"

#include <QPointer>

namespace slipway::ui {

namespace {
constexpr int kMostReloaded = 1000;
}

PagedTableModel::PagedTableModel(std::vector<TableColumn> columns, Source source, int pageSize, QObject* parent)
    : ListTableModel(std::move(columns), parent), m_source(std::move(source)), m_pageSize(pageSize) {}

void PagedTableModel::reload() {
    const quint64 generation = ++m_generation;
    m_busy = true;
    const int limit = std::clamp(rowCount(), m_pageSize, kMostReloaded);
    const QPointer<PagedTableModel> self(this);
    m_source({}, limit, [self, generation](Result<Page> page) {
        if (!self || self->m_generation != generation) return;
        self->m_busy = false;
        if (!page) {
            self->loadFailed(page.error());
            return;
        }
        self->m_loaded = true;
        self->m_next = page->next;
        self->setRows(std::move(page->rows));
        self->pageLoaded();
    });
}

bool PagedTableModel::canFetchMore(const QModelIndex& parent) const {
    return !parent.isValid() && m_loaded && !m_busy && !m_next.isEmpty();
}

void PagedTableModel::fetchMore(const QModelIndex& parent) {
    if (!canFetchMore(parent)) return;
    m_busy = true;
    const quint64 generation = m_generation;
    const QPointer<PagedTableModel> self(this);
    m_source(m_next, m_pageSize, [self, generation](Result<Page> page) {
        if (!self || self->m_generation != generation) return;
        self->m_busy = false;
        if (!page) {
            self->loadFailed(page.error());
            return;
        }
        self->m_next = page->next;
        self->appendRows(std::move(page->rows));
        self->pageLoaded();
    });
}

void PagedTableModel::sort(int column, Qt::SortOrder order) {
    sortRequested(column, order);
}

} // namespace slipway::ui
