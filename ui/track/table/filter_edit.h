#pragma once

#include <QLineEdit>
#include <QStringList>
#include <QTimer>

#include "core/track/filter.h"
#include "ui/shell/app_context.h"
#include "ui/track/table/completion_popup.h"

namespace slipway::ui {

/// One line in the filter language, with completion of fields, operators, joints, keys and frequent values. Keys and
/// values are looked up off the GUI thread and appear below what is there. Tab takes the first suggestion or the
/// highlighted one, Enter the highlighted one; Enter without one filters at once, else 150 ms after the last key.
class FilterEdit : public QLineEdit {
    Q_OBJECT
public:
    FilterEdit(AppContext& app, QWidget* parent);

    void setExperiments(std::vector<std::int64_t> experiments) { m_experiments = std::move(experiments); }
    void setRecent(const QStringList& recent) { m_recent = recent; } ///< latest first
    /// Underlines a place; an empty one takes the line away.
    void setProblem(qsizetype begin, qsizetype end);
    bool hasProblem() const { return m_problemEnd > m_problemBegin; }
    CompletionPopup& popup() { return *m_popup; }

signals:
    void searched(const QString& text);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void complete();
    void completeRecent();
    void lookUp(const track::Completion& completion, const QString& typed);
    void take(int suggestion);
    void searchNow();

    AppContext& m_app;
    CompletionPopup* m_popup;
    QTimer m_delay;
    QStringList m_recent;
    std::vector<std::int64_t> m_experiments;
    qsizetype m_problemBegin = 0, m_problemEnd = 0;
    qsizetype m_replaceBegin = 0, m_replaceEnd = 0; ///< what a suggestion takes the place of
};

} // namespace slipway::ui
