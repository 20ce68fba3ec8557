#pragma once

#include <QTimer>
#include <QWidget>
#include <vector>

#include "ui/shell/app_context.h"
#include "ui/track/table/filter_text.h"

class QHBoxLayout;

namespace slipway::ui {

class Chip;
class ElidedLabel;
class FilterEdit;

/// The filter of the runs: the text, and below it chips of states that edit the same text. A text that is wrong is
/// underlined and says what was expected; filterChanged() comes for texts that can be read only.
class RunFilterBar : public QWidget {
    Q_OBJECT
public:
    RunFilterBar(AppContext& app, QWidget* parent);

    FilterEdit& edit() { return *m_edit; }
    QWidget& below() { return *m_below; } ///< chips and problem: the owner puts it below
    QString text() const;
    void setText(const QString& text); ///< says nothing
    /// The last text that could be read.
    const ReadFilter& filter() const { return m_filter; }
    void showProblem(const QString& problem); ///< "" takes it away
    /// A filter that found something; kept for the list of recent ones.
    QStringList recent() const { return m_recent; }
    void setRecent(const QStringList& recent);
    void remember(const QString& text);

signals:
    void filterChanged();
    void recentChanged();

private:
    void addChips(QHBoxLayout* row);
    void read(const QString& text, bool atOnce);
    void toggleStatus();
    void updateChips();

    FilterEdit* m_edit;
    QWidget* m_below;
    ElidedLabel* m_problem;
    std::vector<Chip*> m_chips;
    ReadFilter m_filter;
    QString m_readText;
    QStringList m_recent;
    QTimer* m_lateProblem;
    ReadFilter m_wrong;
};

} // namespace slipway::ui
