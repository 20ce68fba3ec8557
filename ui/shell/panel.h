#pragma once

#include <QWidget>

#include "core/base/result.h"
#include "ui/shell/app_context.h"

class QVBoxLayout;
class QLayout;

namespace slipway::ui {

class PageHeader;

/// One page of the window: a header (title, one-line summary, actions right) and a body. Made on first visit and kept.
/// A panel reads in jobs, keeps what it shows while it reads again, and says so with setLoading().
class Panel : public QWidget {
    Q_OBJECT
public:
    /// Scroll: body() is a column of cards that sizes to content and scrolls. Fill: body() fills the page (a table, a
    /// graph) and scrolls inside itself.
    enum class Body { Scroll, Fill };

    Panel(AppContext& app, const QString& title, Body body, QWidget* parent = nullptr);

    /// The workspace changed, or F5: read again without losing selection or scroll position. Called on first show too.
    virtual void refresh() {}
    /// Brings one object into view; `link` as in links.h.
    virtual void showObject(const QString& link) { static_cast<void>(link); }
    /// Focused by Ctrl+F and '/'.
    virtual QWidget* searchField() { return nullptr; }
    /// True until the first content is there; --screenshots and tests wait for false.
    bool isLoading() const { return m_loading; }
    PageHeader& header() const { return *m_header; }

signals:
    void statusChanged(const QString& text);
    void failed(const slipway::Error& error);
    void loadingChanged(bool loading);

protected:
    AppContext& app() const { return m_app; }
    /// Where the panel puts its content. Margins 24/20 and a gap of 16 are set.
    QVBoxLayout& body() const { return *m_body; }
    void setLoading(bool loading);
    /// An inline card at the top of the body with the sentence, the hint and Retry (which calls refresh()); what was
    /// shown before stays. Emits failed().
    void showError(const QString& what, const Error& error);
    void clearError();

private:
    AppContext& m_app;
    PageHeader* m_header = nullptr;
    QVBoxLayout* m_body = nullptr;
    QWidget* m_error = nullptr;
    bool m_loading = true;
};

} // namespace slipway::ui
