#include <QTest>

#include <limits>
#include <random>

#include "core/base/json.h"
#include "core/track/mlflow/encode.h"
#include "core/track/mlflow/run_writer.h"

using namespace slipway;
using namespace slipway::track;

namespace {

class Dice {
public:
    explicit Dice(unsigned seed) : m_engine(seed) {}
    int below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(m_engine); }
    std::string text() {
        static const std::vector<std::string> parts{"", "plain", "a \"quote\"", "back\\slash", "line\nbreak",
            "\x01\x1f", "ärger", "\xF0\x9F\x9A\xA2", "\xFF broken", "{\"json\": [1]}", "tab\t", "/slash/", "\x7f"};
        return parts[static_cast<std::size_t>(below(static_cast<int>(parts.size())))] +
               parts[static_cast<std::size_t>(below(static_cast<int>(parts.size())))];
    }
    double number() {
        static const std::vector<double> numbers{0.0, -0.0, 1.0, 0.1, 1e22, 1e-7, -123456.789, 5e-324,
            std::numeric_limits<double>::max(), std::numeric_limits<double>::infinity(),
            -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()};
        return numbers[static_cast<std::size_t>(below(static_cast<int>(numbers.size())))];
    }
    Run run() {
        Run run;
        run.id = text();
        run.name = text();
        run.userId = text();
        run.experiment = below(1000);
        run.startedAt = below(1000000);
        run.endedAt = below(2) * 12345;
        run.deleted = below(2) == 0;
        run.status = static_cast<RunStatus>(below(5));
        for (int i = below(4); i > 0; --i) run.parameters[text()] = text();
        for (int i = below(4); i > 0; --i) run.tags[text()] = text();
        for (int i = below(4); i > 0; --i) run.metrics[text()] = {number(), below(9), 0, 0, 1, below(99)};
        for (int i = below(3); i > 0; --i) {
            InputDataset input{text(), text(), text(), text(), {}, {}, {}};
            if (below(2) == 0) input.schema = text();
            if (below(2) == 0) input.profile = text();
            for (int j = below(3); j > 0; --j) input.tags.emplace_back(text(), text());
            run.inputs.push_back(input);
        }
        for (int i = below(3); i > 0; --i) run.inputModels.push_back({text(), below(4)});
        for (int i = below(3); i > 0; --i) run.outputModels.push_back({text(), below(4)});
        return run;
    }

private:
    std::mt19937 m_engine;
};

} // namespace

class TestRunWriter : public QObject {
    Q_OBJECT
private slots:
    void theTextIsThatOfTheDocument() {
        Dice dice(20);
        for (int i = 0; i < 2000; ++i) {
            const auto run = dice.run();
            const auto uri = dice.text();
            std::string text;
            mlflow::JsonWriter writer(text);
            mlflow::append(writer, run, uri);
            // Numbers may be written in other ways: 1e+22 and 1e22.
            const auto read = parseJson(text, "the text");
            QVERIFY2(read.has_value(), text.c_str());
            QCOMPARE(dump(*read), dump(mlflow::toJson(run, uri)));
        }
    }

    void realNumbersStayReal() {
        std::string text;
        mlflow::JsonWriter writer(text);
        writer.open('[');
        for (const double value : {1.0, 0.1, 100000.0, -0.0, 1e300}) writer.real(value);
        writer.close(']');
        QCOMPARE(text, std::string("[1.0,0.1,1e+05,-0.0,1e+300]"));
    }
};

QTEST_GUILESS_MAIN(TestRunWriter)
#include "tst_run_writer.moc"
