#pragma once

#include <string>

#include "app/cli/command.h"

namespace slipway::cli {

/// A labeling project for a verb, with the person who asks.
struct OpenedProject {
    label::LabelService* labels = nullptr;
    access::Actor actor;
    label::Project project;
};

/// What a killed window left is folded in before anybody looks.
Result<OpenedProject> openProject(Session& session, const std::string& name);

void addLabelPeopleCommands(Commands& commands);   // label_people_commands.cpp: assign, review, packet, merge
void addLabelAgreementCommand(Commands& commands); // label_agreement_command.cpp: agreement, gold

} // namespace slipway::cli
