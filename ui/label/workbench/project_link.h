#pragma once

#include <QPushButton>

namespace slipway::ui {

/// The project's name as a heading that leads to its page. Ends in an ellipsis when it does not fit.
class ProjectLink : public QPushButton {
    Q_OBJECT
public:
    explicit ProjectLink(QWidget* parent = nullptr);
    void setProject(const QString& name); ///< hidden while there is none
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_name;
};

} // namespace slipway::ui
