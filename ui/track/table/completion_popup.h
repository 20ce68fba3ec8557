#pragma once

#include <QFrame>
#include <vector>

namespace slipway::ui {

/// One line of a completion list.
struct Suggestion {
    QString insert;     ///< what is put into the text
    QString shown;      ///< "" : insert
    QString kind;       ///< muted at the right: "Metric", "12 runs"
    bool whole = false; ///< replaces the whole text, as a recent filter does
};

/// The list below a text field that is being typed in. It never takes the focus: the field passes its keys on.
class CompletionPopup : public QFrame {
    Q_OBJECT
public:
    explicit CompletionPopup(QWidget* field);

    void show(std::vector<Suggestion> suggestions); ///< empty: hides
    void add(std::vector<Suggestion> suggestions);  ///< below, without moving what is there
    const std::vector<Suggestion>& suggestions() const { return m_suggestions; }
    int current() const { return m_current; } ///< -1: none is highlighted
    void move(int by);

signals:
    void chosen(int suggestion);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void place();
    int at(const QPoint& point) const;
    int visibleRows() const;
    void scrollTo(int row);

    QWidget* m_field;
    std::vector<Suggestion> m_suggestions;
    int m_current = -1, m_first = 0;
};

} // namespace slipway::ui
