#include "tests/testkit/program.h"

#include <unistd.h>

namespace slipway::testkit {

QString slipwayProgram() {
    return QStringLiteral(SLIPWAY_BIN_DIR "/slipway");
}

void prepareSlipway(QProcess& process, const QStringList& arguments) {
    process.setProgram(slipwayProgram());
    process.setArguments(arguments);
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.remove(QStringLiteral("SLIPWAY_WORKSPACE"));
    environment.remove(QStringLiteral("SLIPWAY_PERSON"));
    process.setProcessEnvironment(environment);
    process.setChildProcessModifier([] { ::setpgid(0, 0); });
}

ProgramRun runSlipway(const QStringList& arguments, const QByteArray& input, int timeoutMs) {
    QProcess process;
    prepareSlipway(process, arguments);
    process.start();
    process.write(input);
    process.closeWriteChannel();
    ProgramRun run;
    if (process.waitForFinished(timeoutMs) && process.exitStatus() == QProcess::NormalExit)
        run.exitCode = process.exitCode();
    run.output = process.readAllStandardOutput();
    run.errors = process.readAllStandardError();
    return run;
}

QString sourceFile(const QString& relative) {
    return QStringLiteral(SLIPWAY_SOURCE_DIR "/") + relative;
}

} // namespace slipway::testkit
