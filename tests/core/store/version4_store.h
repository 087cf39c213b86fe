// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace asge::test {

/// A store of schema version 4 as asge 0.1.0 left it before it wrote safetensors, by `sqlite3 STORE
/// .dump`: a run that was stopped after step 7 of 20, in the middle of its second epoch. Its data
/// are those that writeTinyFiles writes, at the place of DATA_FOLDER; the bytes of its checkpoint
/// are kOldAdamW (old_checkpoints.h), which are to be inserted.
constexpr const char* kVersion4Store = R"sql(
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA journal_mode = WAL;
PRAGMA application_id = 1095976773;
PRAGMA user_version = 4;
CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again, also when the run is removed
    status TEXT NOT NULL
        CHECK (status IN ('running', 'paused', 'finished', 'stopped', 'interrupted', 'failed')),
    owner TEXT NOT NULL,        -- the process that trains or trained it
    heartbeat INTEGER NOT NULL, -- its last sign of life, Unix seconds
    name TEXT NOT NULL,
    created TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    method TEXT NOT NULL,
    data_name TEXT NOT NULL,
    network_layers TEXT NOT NULL,
    device TEXT NOT NULL,
    software TEXT NOT NULL,
    epochs INTEGER NOT NULL,
    parameters INTEGER NOT NULL,
    experiment TEXT NOT NULL
, uid TEXT NOT NULL DEFAULT '', notes TEXT NOT NULL DEFAULT '', color TEXT NOT NULL DEFAULT '', archived INTEGER NOT NULL DEFAULT 0, deleted INTEGER, best_epoch INTEGER NOT NULL DEFAULT 0, last_epoch INTEGER NOT NULL DEFAULT 0, images_per_second ANY) STRICT;
INSERT INTO run VALUES(1,'stopped','7 100 boot pid:[1] host',1767225600,'old','2026-01-01T00:00:00Z','stopped at step 7','asge','fashion-mnist','2M 2','cpu','asge 0.1.0, LibTorch 1.13.0',4,58,replace('{\n  "method": "asge",\n  "data": {\n    "name": "fashion-mnist",\n    "path": "DATA_FOLDER",\n    "limit": 0,\n    "test_limit": 0,\n    "validation": 30,\n    "size": 0,\n    "labels": "fine",\n    "memory": 4096\n  },\n  "augment": {\n    "zoom": 1.0,\n    "crop": 0,\n    "flip": 0.0,\n    "jitter": 0.0,\n    "grey": 0.0,\n    "cutout": 0,\n    "erase": 0.0\n  },\n  "network": {\n    "layers": "2M 2",\n    "alpha": 1.0,\n    "patch_rule": "linear",\n    "goodness": "mean",\n    "normalization": "layer",\n    "pooling": "rms",\n    "dropout": 0.0\n  },\n  "projection": {\n    "distribution": "uniform",\n    "gain": 5.0,\n    "training": "frozen"\n  },\n  "optimizer": {\n    "name": "adamw",\n    "learning_rate": 0.01,\n    "layer_rates": "",\n    "weight_decay": 0.0,\n    "momentum": 0.9,\n    "schedule": "cosine",\n    "warmup": 0.0\n  },\n  "train": {\n    "epochs": 4,\n    "batch": 20,\n    "seed": 1,\n    "order": "together",\n    "label_smoothing": 0.1,\n    "patience": 0\n  },\n  "checkpoint": {\n    "keep": 0,\n    "minutes": 10.0\n  },\n  "compute": {\n    "path": "fast",\n    "precision": "float32"\n  },\n  "device": "cpu",\n  "threads": 1,\n  "probe": {\n    "samples": 3,\n    "batch": 6,\n    "budget": 0.01\n  }\n}\n','\n',char(10)),'5b34822a62cf1d6f4d1a811940ade45e','','',0,NULL,1,1,8225.8526667528858522);
CREATE TABLE class_name (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    class INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (run, class)
) STRICT, WITHOUT ROWID;
INSERT INTO class_name VALUES(1,0,'T-shirt/top');
INSERT INTO class_name VALUES(1,1,'Trouser');
INSERT INTO class_name VALUES(1,2,'Pullover');
INSERT INTO class_name VALUES(1,3,'Dress');
INSERT INTO class_name VALUES(1,4,'Coat');
INSERT INTO class_name VALUES(1,5,'Sandal');
INSERT INTO class_name VALUES(1,6,'Shirt');
INSERT INTO class_name VALUES(1,7,'Sneaker');
INSERT INTO class_name VALUES(1,8,'Bag');
INSERT INTO class_name VALUES(1,9,'Ankle boot');
CREATE TABLE layer (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    layer INTEGER NOT NULL,
    channels INTEGER NOT NULL,
    patches INTEGER NOT NULL,
    height INTEGER NOT NULL,
    width INTEGER NOT NULL,
    pools INTEGER NOT NULL,
    PRIMARY KEY (run, layer)
) STRICT, WITHOUT ROWID;
INSERT INTO layer VALUES(1,0,2,1,12,12,1);
INSERT INTO layer VALUES(1,1,2,1,6,6,0);
CREATE TABLE probe_images (
    run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
    count INTEGER NOT NULL,
    channels INTEGER NOT NULL,
    height INTEGER NOT NULL,
    width INTEGER NOT NULL,
    pixels BLOB NOT NULL,  -- bytes
    labels BLOB NOT NULL,  -- 32-bit integers
    indices BLOB NOT NULL  -- 32-bit integers
) STRICT;
INSERT INTO probe_images VALUES(1,3,1,12,12,X'1a083943282800053d134a0b199fb0dbcd3600044c1d472e48d0a7e0cc32321f2c21132a35bed497a34a384b0e47382b11a1d5a6db040e41153f2e342c174620403912443f05083827254d1e2101310545273a2b0c14130b200f30000032322b47200f1d353e200d4124010c32322c141a482c103b4a4630343b1115111828173d300009110f274c48071b140a40302c242c1c2b33402822074201434d120441221f023733141e01462c2b3729113b301c3c1c100b350b383418480e4c4314090a222c1504174f494a1119400d3e1c471c241d1a282c3a38244e0c2e4134203546170c2f209dcec7d225034a3f2c1b1609e2d7b9ad3d2f441f1e1f290da3c6ceb20f34273a38250617d2d2a2a53e3a2b33254c413809320b2928294b24452d00281e3d47310235420a3e1d1a173e4e2c2b3627394125073c0c352e19072c222f461d34181a4429134815260c0a130814421b2737324200073a25100e2a031a0305253e044a073d1c12022c2616131c4d46474f0d07003c3c381904e0bbdaa30a1e151c30234d45baa8b39b2d112739064b1d40c7d5cdb633072d39031a4e35dce2c1a4011f3503462e4f382e1b15062f',X'000000000100000002000000',X'000000000100000002000000');
CREATE TABLE epoch (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    step INTEGER NOT NULL,
    seconds ANY,
    learning_rate ANY,
    images_per_second ANY,
    probe_share ANY,
    accuracy_last ANY,
    accuracy_fusion ANY,
    accuracy_best ANY,
    best_layer INTEGER NOT NULL, wait_share ANY,
    PRIMARY KEY (run, epoch)
) STRICT, WITHOUT ROWID;
INSERT INTO epoch VALUES(1,1,5,0.016885700000000000015,0.0090450849718747370481,8225.8526667528858522,0.046021840966024504804,0.33333333333333331482,0.0,0.33333333333333331482,1,0.032656086696831176929);
CREATE TABLE layer_score (
    run INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    split TEXT NOT NULL CHECK (split IN ('train', 'validation', 'test')),
    layer INTEGER NOT NULL,
    loss ANY,
    accuracy ANY,
    PRIMARY KEY (run, epoch, split, layer),
    FOREIGN KEY (run, epoch) REFERENCES epoch ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO layer_score VALUES(1,1,'test',0,5.6407919168810760623,0.0);
INSERT INTO layer_score VALUES(1,1,'test',1,1.544777147569525999,0.33333333333333331482);
INSERT INTO layer_score VALUES(1,1,'train',0,7.144817922850641878,0.0);
INSERT INTO layer_score VALUES(1,1,'train',1,1.8403774228382874245,0.23333333333333333703);
INSERT INTO layer_score VALUES(1,1,'validation',0,5.7268178724406153534,0.0);
INSERT INTO layer_score VALUES(1,1,'validation',1,1.5298434088614087933,0.33333333333333331482);
CREATE TABLE step (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    step INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    seconds ANY,
    scores BLOB NOT NULL, -- 64-bit reals: loss and accuracy of each layer
    PRIMARY KEY (run, step)
) STRICT, WITHOUT ROWID;
INSERT INTO step VALUES(1,1,1,0.0060580249999999998683,X'3d5221e04bf21e4000000000000000007301544887bdff3f0000000000000000');
INSERT INTO step VALUES(1,2,1,0.0075553799999999995615,X'ead420322b322040000000000000000042c7d3c5f100fe3f333333333333d33f');
INSERT INTO step VALUES(1,3,1,0.0081561169999999991869,X'aec7dee4f88c1c4000000000000000004afb84679d07fd3f333333333333c33f');
INSERT INTO step VALUES(1,4,1,0.0085229839999999990746,X'8dc857a243b018400000000000000000c0a085ea3deffb3f9a9999999999d93f');
INSERT INTO step VALUES(1,5,1,0.010940883999999999678,X'bb8e67c1e60e1840000000000000000092f8029e0399fb3f9a9999999999d93f');
INSERT INTO step VALUES(1,6,2,0.020076372999999998053,X'3df1cb8852cb174000000000000000006d410027da57fb3f000000000000d03f');
INSERT INTO step VALUES(1,7,2,0.024058760999999997953,X'84f015d8a74e154000000000000000004e74c71ebac8fa3f333333333333d33f');
CREATE TABLE snapshot (
    run INTEGER NOT NULL,
    epoch INTEGER NOT NULL,       -- the epoch that it was committed with
    taken_epoch INTEGER NOT NULL, -- the epoch and step at which it was taken
    taken_step INTEGER NOT NULL,
    samples INTEGER NOT NULL,
    classes INTEGER NOT NULL,
    PRIMARY KEY (run, epoch),
    FOREIGN KEY (run, epoch) REFERENCES epoch ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO snapshot VALUES(1,1,1,5,3,10);
CREATE TABLE layer_maps (
    run INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    layer INTEGER NOT NULL,
    channels INTEGER NOT NULL,
    patches INTEGER NOT NULL,
    goodness BLOB NOT NULL,      -- 32-bit reals
    probabilities BLOB NOT NULL, -- 32-bit reals
    PRIMARY KEY (run, epoch, layer),
    FOREIGN KEY (run, epoch) REFERENCES snapshot ON DELETE CASCADE
) STRICT;
INSERT INTO layer_maps VALUES(1,1,0,2,1,X'bb75f23e0a2ca73f19e0ee3ee21fa43f45fce63e2976ab3f',X'4e089c3ce87f9d3a54dc453ac49bce3c7b24003ff012b83e305e8c3b0c63913a2b82b23d5904963afd9ea43c3eb8af3ab7aa5d3a02f0db3c31eefd3ead3ab73e2db1983b4cdaa03a470cb83dc4f3a83a027f9a3ca5e9853a6b33433a5209c33ccd6afb3e2da2b93ee3307b3bfcb1863a5ed4c43d2ed2803a');
INSERT INTO layer_maps VALUES(1,1,1,2,1,X'eda5713f77fcca3df98a513f43de903d4bff503fe9f2843d',X'1449723ea4845d3ed68e513e5817a23c3923143defd4c23ddd81bd3b32d7343e8bf0c43b2a9f403bb849623e0629523e06ee4e3ee074e03cb4e0413dd455d83db28d0e3cd5512c3ebe7e163c8e5da93b35dd643ed13e523e2e8c4f3ec6fee03c5216423d2c29d53d38a10f3c2f262a3e14a5193c8e66ac3b');
CREATE TABLE channel_stats (
    run INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    layer INTEGER NOT NULL,
    mean_activation BLOB NOT NULL, -- 32-bit reals, one a channel
    goodness_share BLOB NOT NULL,
    dead_fraction BLOB NOT NULL,
    PRIMARY KEY (run, epoch, layer),
    FOREIGN KEY (run, epoch) REFERENCES snapshot ON DELETE CASCADE
) STRICT;
INSERT INTO channel_stats VALUES(1,1,0,X'47e2aa3e61a2e63e',X'738b8e3e46ba383f',X'abaaaa3c398ee33d');
INSERT INTO channel_stats VALUES(1,1,1,X'00f2ee3e34370d3e',X'06336b3fcd67a63d',X'398ee33c398e633d');
CREATE TABLE intervention (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    step INTEGER NOT NULL,
    seconds ANY,
    kind TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;
INSERT INTO intervention VALUES(1,1,7,0.024059031999999997558,'stop','');
CREATE TABLE run_tag (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (run, tag)
) STRICT, WITHOUT ROWID;
CREATE TABLE lineage (
    run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
    parent_uid TEXT NOT NULL,
    parent_name TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    step INTEGER NOT NULL,
    changes TEXT NOT NULL -- JSON: [["train.epochs", "4", "8"], …]
) STRICT;
CREATE TABLE segment (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    first_step INTEGER NOT NULL,
    started TEXT NOT NULL,
    device TEXT NOT NULL,
    software TEXT NOT NULL,
    PRIMARY KEY (run, first_step)
) STRICT, WITHOUT ROWID;
INSERT INTO segment VALUES(1,1,'2026-01-01T00:00:00Z','cpu','asge 0.1.0, LibTorch 1.13.0');
CREATE TABLE IF NOT EXISTS "checkpoint" (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    step INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    size INTEGER NOT NULL, -- bytes of all its parts
    sha256 TEXT NOT NULL,  -- of them, hexadecimal; '' where it was not taken
    best INTEGER NOT NULL,
    kept INTEGER NOT NULL,
    PRIMARY KEY (run, step)
) STRICT, WITHOUT ROWID;
INSERT INTO checkpoint VALUES(1,7,1,6858,'fa86216bad45d7be8f687fc52a0d79cb4ede1f86df72c6e8ae3aecdd8d4c2e9c',0,0);
CREATE TABLE IF NOT EXISTS "checkpoint_part" (
    run INTEGER NOT NULL,
    step INTEGER NOT NULL,
    part INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (run, step, part),
    FOREIGN KEY (run, step) REFERENCES "checkpoint" ON DELETE CASCADE
) STRICT;
CREATE TABLE run_data (
    run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
    sha256 TEXT NOT NULL -- of images and labels, hexadecimal
) STRICT;
INSERT INTO run_data VALUES(1,'71bf0e82d03f8f25cc2fe8eb999f2bd5749850c8001441370c10fd87a893f2cf');
INSERT INTO sqlite_sequence VALUES('run',1);
CREATE INDEX run_live ON run (status) WHERE status IN ('running', 'paused');
CREATE INDEX intervention_run ON intervention (run);
CREATE INDEX run_tag_tag ON run_tag (tag);
CREATE UNIQUE INDEX run_uid ON run (uid);
)sql";

/// What the program of schema version 4 added to a store of version 3 (version3_store.h) when it
/// brought that up to date.
constexpr const char* kVersion4Addition = R"sql(
PRAGMA user_version = 4;
CREATE TABLE run_data (
    run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
    sha256 TEXT NOT NULL -- of images and labels, hexadecimal
) STRICT;
)sql";

} // namespace asge::test
