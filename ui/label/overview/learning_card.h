#pragma once

#include "core/label/assist/learning_setting.h"
#include "ui/label/overview/project_facts.h"
#include "ui/shell/app_context.h"
#include "ui/widgets/card.h"

class QCheckBox;
class QComboBox;
class QPushButton;
class QSpinBox;

namespace slipway::ui {

class AssistJob;
class TextLabel;

/// Learning classes of texts from people's answers while they label: when, of which question, and now.
class LearningCard : public Card {
    Q_OBJECT
public:
    explicit LearningCard(AppContext& app, QWidget* parent = nullptr);
    void showProject(const label::Project& project, const QStringList& questions);

signals:
    void changed();

private:
    void readSetting();
    void showSetting(const label::LearningSetting& setting);
    void save();
    void learn();
    AppContext& m_app;
    label::Project m_project;
    QCheckBox* m_itself;
    QSpinBox* m_every;
    QComboBox* m_question;
    QPushButton* m_now;
    TextLabel* m_state;
    AssistJob* m_job;
};

} // namespace slipway::ui
