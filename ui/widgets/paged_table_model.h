#pragma once

#include <functional>

#include "core/base/result.h"
#include "ui/widgets/list_table_model.h"

namespace slipway::ui {

/// A table that grows by pages as a person scrolls. The source fetches off the GUI thread (a quiet job) and answers on
/// it; an answer to a request from before reload() is dropped. Sorting is the source's: sortRequested() tells.
class PagedTableModel : public ListTableModel {
    Q_OBJECT
public:
    struct Page {
        std::vector<TableRow> rows;
        QString next; ///< token of the following page, "" at the end
    };
    using Answer = std::function<void(Result<Page>)>;
    using Source = std::function<void(const QString& token, int limit, Answer answer)>;

    PagedTableModel(std::vector<TableColumn> columns, Source source, int pageSize = 200, QObject* parent = nullptr);

    /// Reads the first page again (keeping as many rows as were loaded, at most 1,000) and swaps when it is there.
    void reload();
    bool isBusy() const { return m_busy; }
    bool atEnd() const { return m_loaded && m_next.isEmpty(); }

    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;
    void sort(int column, Qt::SortOrder order) override;

signals:
    void pageLoaded();
    void loadFailed(const slipway::Error& error);
    void sortRequested(int column, Qt::SortOrder order);

private:
    Source m_source;
    int m_pageSize;
    QString m_next;
    quint64 m_generation = 0;
    bool m_busy = false, m_loaded = false;
};

} // namespace slipway::ui
