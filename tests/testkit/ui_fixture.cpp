#include "tests/testkit/ui_fixture.h"

#include <QTest>

namespace slipway::testkit {

namespace {

TemporaryFolder makeFolder() {
    auto folder = TemporaryFolder::create("slipway-ui");
    if (!folder) qFatal("%s", folder.error().message.c_str());
    return std::move(*folder);
}

std::unique_ptr<workspace::Workspace> makeWorkspace(const std::filesystem::path& folder) {
    auto made = workspace::Workspace::create(folder, "ada");
    if (!made) qFatal("%s", made.error().message.c_str());
    return std::move(*made);
}

} // namespace

UiFixture::UiFixture()
    : m_folder(makeFolder()),
      workspace(makeWorkspace(folder())),
      jobs([path = folder()] { return workspace::Workspace::open(path); }),
      app{.jobs = jobs,
          .opener = [path = folder()] { return workspace::Workspace::open(path); },
          .workspace = *workspace,
          .theme = theme,
          .prompts = prompts,
          .notifications = notifications,
          .commands = commands,
          .navigate = [this](const QString& link) { visited << link; },
          .person = "ada",
          .program = {}} {}

bool UiFixture::settle(int timeoutMs) {
    return QTest::qWaitFor([this] { return jobs.activeCount(true) == 0; }, timeoutMs);
}

} // namespace slipway::testkit
