#include "core/label/label_schema.h"

namespace slipway::label {

// States are the numbers of TaskState and AnnotationState. `open`: the task is in everybody's queue. Rows of
// label_annotation and label_use repeat the task's number so that lists filtered by them page in the order of numbers.
const std::string_view kSchemaV2 = R"(
CREATE TABLE label_project (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL COLLATE NOCASE UNIQUE,
  medium INTEGER NOT NULL CHECK (medium BETWEEN 0 AND 2),
  instructions TEXT NOT NULL,
  root TEXT NOT NULL,
  labels TEXT NOT NULL CHECK (json_valid(labels)),
  overlap INTEGER NOT NULL CHECK (overlap BETWEEN 1 AND 100),
  reviewed INTEGER NOT NULL CHECK (reviewed IN (0, 1)),
  task_order INTEGER NOT NULL CHECK (task_order BETWEEN 0 AND 3),
  packet_person TEXT NOT NULL,
  extra TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(extra)),
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_number INTEGER NOT NULL DEFAULT 0,
  queue_version INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE label_count (
  project_id INTEGER NOT NULL REFERENCES label_project(id),
  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 6),
  tasks INTEGER NOT NULL CHECK (tasks >= 0),
  PRIMARY KEY (project_id, state)
) STRICT, WITHOUT ROWID;

CREATE TABLE label_task (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL REFERENCES label_project(id),
  number INTEGER NOT NULL CHECK (number > 0),
  key TEXT NOT NULL,
  by_path INTEGER NOT NULL CHECK (by_path IN (0, 1)),
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  more TEXT NOT NULL,
  state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 6),
  answers INTEGER NOT NULL DEFAULT 0,
  drafts INTEGER NOT NULL DEFAULT 0,
  open INTEGER NOT NULL DEFAULT 1 CHECK (open IN (0, 1)),
  gold INTEGER NOT NULL DEFAULT 0 CHECK (gold IN (0, 1)),
  uncertainty REAL,
  agreement REAL,
  problem TEXT NOT NULL DEFAULT '',
  UNIQUE (project_id, key)
) STRICT;
CREATE UNIQUE INDEX label_task_by_number ON label_task(project_id, number);
CREATE INDEX label_task_by_state ON label_task(project_id, state, number);
CREATE INDEX label_task_unanswered ON label_task(project_id, number) WHERE answers = 0;
CREATE INDEX label_task_open ON label_task(project_id, number) WHERE open = 1;
CREATE INDEX label_task_gold ON label_task(project_id, number) WHERE gold = 1;
CREATE INDEX label_task_uncertain ON label_task(project_id, uncertainty DESC, number) WHERE uncertainty IS NOT NULL;
CREATE INDEX label_task_open_uncertain ON label_task(project_id, uncertainty DESC, number)
  WHERE open = 1 AND uncertainty IS NOT NULL;
CREATE INDEX label_task_disagreed ON label_task(project_id, agreement, number) WHERE agreement IS NOT NULL;
CREATE INDEX label_task_open_disagreed ON label_task(project_id, agreement, number)
  WHERE open = 1 AND agreement IS NOT NULL;

CREATE TABLE label_text (
  task_id INTEGER PRIMARY KEY REFERENCES label_task(id),
  text TEXT NOT NULL
) STRICT;

CREATE TABLE label_annotation (
  row INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  project_id INTEGER NOT NULL REFERENCES label_project(id),
  task_id INTEGER NOT NULL REFERENCES label_task(id),
  number INTEGER NOT NULL,
  annotator TEXT NOT NULL,
  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 5),
  gold INTEGER NOT NULL CHECK (gold IN (0, 1)),
  content TEXT NOT NULL,
  revision INTEGER NOT NULL,
  last_sequence INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  seconds REAL NOT NULL,
  reviewer TEXT NOT NULL,
  review_note TEXT NOT NULL,
  parent TEXT NOT NULL
) STRICT;
CREATE INDEX label_annotation_by_task ON label_annotation(task_id, annotator);
CREATE INDEX label_annotation_by_person ON label_annotation(project_id, annotator, number);
CREATE INDEX label_annotation_by_state ON label_annotation(project_id, annotator, state, number);
CREATE INDEX label_annotation_to_review ON label_annotation(project_id, state, number);
CREATE INDEX label_annotation_by_parent ON label_annotation(parent) WHERE parent <> '';

CREATE TABLE label_gesture (
  annotation_row INTEGER NOT NULL REFERENCES label_annotation(row),
  sequence INTEGER NOT NULL CHECK (sequence > 0),
  content TEXT NOT NULL,
  UNIQUE (annotation_row, sequence)
) STRICT;

CREATE TABLE label_prediction (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  task_id INTEGER NOT NULL REFERENCES label_task(id),
  model TEXT NOT NULL,
  content TEXT NOT NULL
) STRICT;
CREATE INDEX label_prediction_by_task ON label_prediction(task_id, model);

CREATE TABLE label_use (
  project_id INTEGER NOT NULL REFERENCES label_project(id),
  label TEXT NOT NULL,
  number INTEGER NOT NULL,
  task_id INTEGER NOT NULL,
  annotation_row INTEGER NOT NULL REFERENCES label_annotation(row),
  PRIMARY KEY (project_id, label, number, annotation_row)
) STRICT, WITHOUT ROWID;
CREATE INDEX label_use_by_annotation ON label_use(annotation_row);

CREATE TABLE label_assignment (
  project_id INTEGER NOT NULL REFERENCES label_project(id),
  person TEXT NOT NULL,
  number INTEGER NOT NULL,
  task_id INTEGER NOT NULL REFERENCES label_task(id),
  done INTEGER NOT NULL CHECK (done IN (0, 1)),
  PRIMARY KEY (project_id, person, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX label_assignment_by_task ON label_assignment(task_id);
CREATE INDEX label_assignment_waiting ON label_assignment(project_id, person, number) WHERE done = 0;

CREATE TABLE label_person (
  project_id INTEGER NOT NULL REFERENCES label_project(id),
  person TEXT NOT NULL,
  answers INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  seconds REAL NOT NULL,
  PRIMARY KEY (project_id, person)
) STRICT, WITHOUT ROWID;
)";

// label_task_agreement: the part of a task with two answers or more that is in its project's totals, so that it can be
// taken away before it changes. label_auto.role: 0 labelled by a model alone, 1 the same and people look at it too
// (audit), 2 a held-out task that the batch's rule would have labelled: it says nothing of what remained.
const std::string_view kSchemaV3 = R"(
CREATE TABLE label_task_agreement (
  task_id INTEGER PRIMARY KEY REFERENCES label_task(id),
  project_id INTEGER NOT NULL REFERENCES label_project(id),
  content TEXT NOT NULL CHECK (json_valid(content))
) STRICT;
CREATE INDEX label_task_agreement_by_project ON label_task_agreement(project_id);

CREATE TABLE label_agreement (
  project_id INTEGER PRIMARY KEY REFERENCES label_project(id),
  totals TEXT NOT NULL CHECK (json_valid(totals))
) STRICT;

CREATE TABLE label_auto_batch (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL REFERENCES label_project(id),
  model TEXT NOT NULL,
  precision REAL NOT NULL,
  alpha REAL NOT NULL,
  threshold REAL NOT NULL,
  lower_bound REAL NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX label_auto_batch_by_project ON label_auto_batch(project_id);

CREATE TABLE label_auto (
  task_id INTEGER PRIMARY KEY REFERENCES label_task(id),
  project_id INTEGER NOT NULL REFERENCES label_project(id),
  batch INTEGER NOT NULL REFERENCES label_auto_batch(id),
  role INTEGER NOT NULL CHECK (role BETWEEN 0 AND 2),
  score REAL NOT NULL
) STRICT;
CREATE INDEX label_auto_by_project ON label_auto(project_id, role);
)";

} // namespace slipway::label
