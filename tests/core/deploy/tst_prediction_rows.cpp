#include <QTest>

#include "core/deploy/prediction_rows.h"

using namespace slipway;
using namespace slipway::deploy;

namespace {

const std::vector<train::InputColumn> kInputs{{"age", false, {}}, {"job", true, {"a", "b"}}};

std::string problem(std::string_view type, std::string_view body) {
    const auto rows = rowsFromRequest(type, body, kInputs);
    return rows ? std::string() : rows.error().message;
}

} // namespace

class TestPredictionRows : public QObject {
    Q_OBJECT
private slots:
    void csvKeepsQuotedCommasBreaksAndQuotes() {
        const auto rows = rowsFromCsv("1,\"a,\"\"b\"\"\nc\"\r\n\r\n,\n\"\"\n3");
        QVERIFY(rows);
        QCOMPARE(rows->size(), std::size_t(4));
        QCOMPARE((*rows)[0], (Cells{"1", "a,\"b\"\nc"}));
        QCOMPARE((*rows)[1], (Cells{"", ""}));
        QCOMPARE((*rows)[2], (Cells{""}));
        QCOMPARE((*rows)[3], (Cells{"3"}));
    }
    void brokenCsvNamesTheRow() {
        QCOMPARE(rowsFromCsv("1,2\n\"open").error().message, std::string("row 2: a quote is not closed"));
        QCOMPARE(rowsFromCsv("\"a\"b").error().message, std::string("row 1: text follows a closing quote"));
    }
    void everyFormGivesTheSameRows() {
        const std::vector<Cells> expected{{"1.5", "a"}, {"", "?"}};
        const std::vector<std::pair<std::string, std::string>> forms{{"text/csv; charset=utf-8", "1.5,a\n,?\n"},
            {"application/json", R"({"instances":[{"job":"a","age":1.5},{"age":null,"job":"?"}]})"},
            {"application/json", R"({"instances":[[1.5,"a"],["","?"]]})"},
            {"Application/JSON", R"({"columns":["job","age"],"data":[["a",1.5],["?",null]]})"},
            {"application/json", R"([[1.5,"a"],[null,"?"]])"},
            {"application/jsonlines", "{\"age\":1.5,\"job\":\"a\"}\n\n[null,\"?\"]\n"}};
        for (const auto& [type, body] : forms) {
            const auto rows = rowsFromRequest(type, body, kInputs);
            QVERIFY2(rows.has_value(), rows ? "" : rows.error().message.c_str());
            QVERIFY2(*rows == expected, body.c_str());
        }
    }
    void aHeaderLineIsRecognised() {
        for (const char* body : {"age,job\n1,a\n", "Age, Job\n1,a\n", "job,age,income\na,1,x\n"}) {
            const auto rows = rowsFromRequest("text/csv", body, kInputs);
            QVERIFY(!rows);
            QCOMPARE(rows.error().message, std::string("row 1 is a header line, and rows alone are wanted"));
            QVERIFY(rows.error().hint.ends_with("age,job"));
        }
        const std::vector<train::InputColumn> namesake{{"job", true, {"job", "other"}}};
        QVERIFY(rowsFromRequest("text/csv", "job\nother\n", namesake));
    }
    void aFieldThatIsGivenTwiceIsRefused() {
        QCOMPARE(problem("application/json", R"({"instances":[{"age":1,"job":"a","age":2}]})"),
            std::string("request body: the field 'age' is given twice"));
        QCOMPARE(problem("application/jsonlines", "[1,\"a\"]\n{\"job\":\"a\",\"job\":\"b\",\"age\":1}\n"),
            std::string("row 2: the field 'job' is given twice"));
        QCOMPARE(
            problem("application/json", R"({"instances":[{"age":1,"job":"a"},{"age":1,"job":"a"}]})"), std::string());
    }
    void truthIsNoNumber() {
        QCOMPARE(problem("application/json", R"({"instances":[{"age":true,"job":"a"}]})"),
            std::string("row 1, field 'age': true is no number, and a number is wanted"));
    }
    void missingExtraAndWrongFieldsAreNamed() {
        QCOMPARE(problem("text/csv", "1,a\n2\n"), std::string("row 2, field 'job': is missing"));
        QCOMPARE(
            problem("text/csv", "1,a,x"), std::string("row 1, field '#3': is one field more than the model takes"));
        const std::string begin = R"({"instances":[{"age":1,"job":"a"},)";
        QCOMPARE(problem("application/json", begin + R"({"age":1}]})"), std::string("row 2, field 'job': is missing"));
        QCOMPARE(problem("application/json", begin + R"({"age":1,"job":"a","zip":2}]})"),
            std::string("row 2, field 'zip': is not an input of this model"));
        QCOMPARE(problem("application/json", begin + R"({"age":"old","job":"a"}]})"),
            std::string("row 2, field 'age': 'old' is text, a number is wanted"));
        QCOMPARE(problem("application/json", begin + R"({"age":[1],"job":"a"}]})"),
            std::string("row 2, field 'age': is a list or an object, one value is wanted"));
        QCOMPARE(problem("application/json", begin + R"({"age":1,"job":7}]})"),
            std::string("row 2, field 'job': 7 is no text, and text is wanted"));
        QCOMPARE(problem("application/json", begin + "5]}"), std::string("row 2: is neither an object nor a list"));
        QCOMPARE(problem("application/json", R"({"columns":["age"],"data":[[1]]})"),
            std::string("row 1, field 'job': is missing"));
        QCOMPARE(problem("application/json", R"({"columns":["age","job"],"data":[[1,"a"],[1]]})"),
            std::string("row 2: has 1 fields for 2 columns"));
        QCOMPARE(problem("application/json", R"({"columns":["age","age"],"data":[[1,2]]})"),
            std::string("row 1, field 'age': is given twice"));
    }
    void hostileBodiesAreErrors() {
        for (const char* body : {"", "   ", "null", "3", "\"x\"", "{}", "{\"instances\":5}", "{\"instances\":[]}", "[",
                 "{\"columns\":5,\"data\":6}", "{\"columns\":[5],\"data\":[[1]]}", "{\"columns\":[],\"data\":[5]}",
                 "\xff\xfe"})
            QVERIFY2(!problem("application/json", body).empty(), body);
        QVERIFY(!problem("application/json", std::string(5000, '[')).empty());
        QVERIFY(!problem("application/jsonlines", "{\"age\":1,\"job\":\"a\"}\n{").empty());
        QCOMPARE(problem("text/csv", "\n \n"), std::string("the request body holds no rows"));
        QCOMPARE(problem("text/csv", "1,\xff"), std::string("byte 2 of the request body is not UTF-8"));
    }
    void otherContentTypesAreRefused() {
        QVERIFY(problem("", "1,a").find("content type") != std::string::npos);
        QVERIFY(problem("text/html", "1,a").find("text/html") != std::string::npos);
        QVERIFY(payloadKind("text/csvx") == PayloadKind::Unknown);
    }
    void answersComeInTheFormAsked() {
        const std::vector<train::ModelBundle::Prediction> predictions{{0.5, "no, really"}, {1, "yes"}};
        QCOMPARE(answerText(PayloadKind::Csv, predictions), std::string("0.5,\"no, really\"\n1,yes\n"));
        QCOMPARE(answerText(PayloadKind::Json, predictions),
            std::string(R"({"predictions":[{"score":0.5,"label":"no, really"},{"score":1.0,"label":"yes"}]})"));
        QCOMPARE(answerText(PayloadKind::JsonLines, predictions),
            std::string("{\"score\":0.5,\"label\":\"no, really\"}\n{\"score\":1.0,\"label\":\"yes\"}\n"));
    }
};

QTEST_GUILESS_MAIN(TestPredictionRows)
#include "tst_prediction_rows.moc"
