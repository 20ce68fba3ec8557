#pragma once

#include <QWidget>
#include <cstdint>
#include <vector>

#include "core/label/project.h"

namespace slipway::ui {

/// How many tasks are in each state: one bar, and below it each state that occurs with its word and count.
class StateBar : public QWidget {
    Q_OBJECT
public:
    explicit StateBar(const QString& name, QWidget* parent = nullptr);
    void setCounts(const std::vector<std::int64_t>& counts); ///< by label::TaskState
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Part {
        label::TaskState state;
        std::int64_t count = 0;
    };
    std::vector<Part> m_parts; ///< as the work goes: accepted first, not labelled last
    std::int64_t m_total = 0;
};

} // namespace slipway::ui
