#include <QTest>

#include "core/pipeline/pipeline_service.h"
#include "core/pipeline/template_text.h"

using namespace slipway;
using namespace slipway::pipeline;

namespace {

constexpr auto kYaml = R"(# a pipeline
name: retrain
description: Trains again
parameters:
  source: census:2
  rounds: 0100
steps:
  - name: clean
    kind: data.filter
    with:
      from: ${parameters.source}
      rule.age: age between 17 and 90
  - name: train
    kind: train.start
    after: [clean]
    retries: 2
    with:
      sql: |
        SELECT *
        FROM x
      dataset: ${steps.clean.dataset}
)";

std::string errorOf(const std::string& yaml) {
    const auto parsed = parseDefinition(yaml, "p.yaml");
    return parsed ? std::string("no error") : toLine(parsed.error());
}

} // namespace

class TestPipelineDefinition : public QObject {
    Q_OBJECT
private slots:
    void yamlIsRead() {
        const auto parsed = parseDefinition(kYaml, "p.yaml");
        QVERIFY2(parsed.has_value(), errorOf(kYaml).c_str());
        QCOMPARE(parsed->name, std::string("retrain"));
        QCOMPARE(parsed->parameters.at("rounds"), std::string("0100")); // text stays as it was written
        QCOMPARE(parsed->steps.size(), std::size_t(2));
        QCOMPARE(parsed->steps[0].parameters.at("rule.age"), std::string("age between 17 and 90"));
        QCOMPARE(parsed->steps[1].after, std::vector<std::string>{"clean"});
        QCOMPARE(parsed->steps[1].retries, 2);
        QCOMPARE(parsed->steps[1].parameters.at("sql"), std::string("SELECT *\nFROM x\n"));
    }
    void whatIsWrittenReadsBackTheSame() {
        Definition definition{"p", "a: b # c", {}, {}};
        for (const char* text : {"", " ", "~", "true", "1.0", "0100", "a\nb", "a\nb\n", "a\n\n", "\n", " a\nb\n",
                 "tab\there", "'\"", "- x", "{a}", "${parameters.x}", "Zürich 😀", "#", "a: b", "line\r\n", "null",
                 "\x01", "%", "@x", "!t", "&a", "*a"})
            definition.parameters["k" + std::to_string(definition.parameters.size())] = text;
        definition.steps.push_back({"a", "k", definition.parameters, {}, 0});
        definition.steps.push_back({"b", "k", {}, {"a"}, 3});
        const auto yaml = toYaml(definition);
        const auto back = parseDefinition(yaml, "p.yaml");
        QVERIFY2(back.has_value(), (yaml + errorOf(yaml)).c_str());
        QCOMPARE(back->description, definition.description);
        for (const auto& [key, value] : definition.parameters) QCOMPARE(back->parameters.at(key), value);
        QCOMPARE(back->steps[0].parameters.size(), definition.parameters.size());
        QCOMPARE(back->steps[1].after, definition.steps[1].after);
        QCOMPARE(back->steps[1].retries, 3);
        const auto block = toYaml({"p", "", {}, {{"a", "k", {{"sql", "SELECT 1\nFROM x\n"}}, {}, 0}}});
        QVERIFY(block.find("|") != std::string::npos);
    }
    void mistakesNameTheirLine_data() {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QString>("part");
        QTest::newRow("empty") << "" << "must be a mapping";
        QTest::newRow("list") << "- a" << "line 1";
        QTest::newRow("no name") << "steps: []" << "needs a 'name'";
        QTest::newRow("bad name") << "name: a b\nsteps: []" << "line 1";
        QTest::newRow("no steps") << "name: a\nsteps: []" << "line 2";
        QTest::newRow("unknown key") << "name: a\nsteps:\n - name: x\n   kind: k\n   wiht: {}"
                                     << "line 5: a step has no key 'wiht'";
        QTest::newRow("no kind") << "name: a\nsteps:\n - name: x" << "line 3: a step needs a 'kind'";
        QTest::newRow("retries") << "name: a\nsteps:\n - name: x\n   kind: k\n   retries: many" << "line 5";
        QTest::newRow("nested value") << "name: a\nsteps:\n - name: x\n   kind: k\n   with:\n     a: [1]" << "line 6";
        QTest::newRow("twice") << "name: a\nname: b\nsteps: []" << "line 2";
        QTest::newRow("broken yaml") << "name: a\nsteps: [" << "line ";
        QTest::newRow("tab") << "name: a\nsteps:\n\t- x" << "line 3";
        QTest::newRow("after") << "name: a\nsteps:\n - name: x\n   kind: k\n   after: {a: b}" << "line 5";
        QTest::newRow("bad bytes") << QString::fromLatin1("name: a") + QChar(0xD800) << "UTF-8";
        QTest::newRow("deep") << QString("[").repeated(100000) << "p.yaml";
    }
    void mistakesNameTheirLine() {
        QFETCH(QString, yaml);
        QFETCH(QString, part);
        auto bytes = yaml.toStdString();
        if (yaml.contains(QChar(0xD800))) bytes = "name: a\xff";
        const auto error = errorOf(bytes);
        QVERIFY2(error.find(part.toStdString()) != std::string::npos, error.c_str());
        QVERIFY2(error.starts_with("p.yaml"), error.c_str());
    }
    void templatesAreFilledOnce() {
        const auto text = TemplateText::parse("a ${parameters.x} ${steps.my.step.out} $${parameters.x} $ { }");
        QVERIFY(text.has_value());
        QCOMPARE(text->references().size(), std::size_t(2));
        QCOMPARE(text->references()[1].step, std::string("my.step"));
        QCOMPARE(text->fill([](const Reference& r) { return "${" + r.value + "}"; }),
            std::string("a ${x} ${out} ${parameters.x} $ { }"));
        for (const char* bad : {"${", "${x}", "${parameters.}", "${steps.a}", "${steps..a}", "${steps.a.}", "${}"})
            QVERIFY2(!TemplateText::parse(bad), bad);
    }
};

QTEST_GUILESS_MAIN(TestPipelineDefinition)
#include "tst_pipeline_definition.moc"
