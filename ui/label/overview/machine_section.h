#pragma once

#include <QWidget>

#include "ui/label/overview/project_facts.h"
#include "ui/shell/app_context.h"

namespace slipway::ui {

class AutoLabelCard;
class LearningCard;
class SuggestCard;

/// What machines can do for a project: suggest, learn while people label, label alone.
class MachineSection : public QWidget {
    Q_OBJECT
public:
    explicit MachineSection(AppContext& app, QWidget* parent = nullptr);
    void showProject(const ProjectFacts& facts);

signals:
    void suggestionsWanted(); ///< from a file
    void changed();

private:
    SuggestCard* m_suggest;
    LearningCard* m_learning;
    AutoLabelCard* m_auto;
};

} // namespace slipway::ui
