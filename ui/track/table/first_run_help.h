#pragma once

#include <QWidget>

#include "ui/shell/app_context.h"

class QVBoxLayout;

namespace slipway::ui {

/// What a workspace without runs shows: how to log a first one, from Python or the command line.
class FirstRunHelp : public QWidget {
    Q_OBJECT
public:
    FirstRunHelp(AppContext& app, QWidget* parent);

signals:
    void importWanted();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void fill();
    AppContext& m_app;
    QVBoxLayout* m_column;
    QString m_uri;
};

} // namespace slipway::ui
