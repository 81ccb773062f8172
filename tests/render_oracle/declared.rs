//! Models as `oracle.py` writes them to `Schema`.

use gen_migration::schema::*;
use serde_json::Value;

pub fn schema(tables: &Value) -> Schema {
    let mut schema = Schema::default();
    for value in list(tables) {
        let table = table(value);
        for column in &table.columns {
            if let Some(enum_type) = column.data_type.sql.enum_type() {
                schema.enum_types.insert(enum_type.name.clone(), enum_type.clone());
            }
        }
        schema.tables.insert(table.name.clone(), table);
    }
    schema
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    optional(value).unwrap_or_else(|| panic!("no text: {value}"))
}

fn optional(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn texts(value: &Value) -> Vec<String> {
    list(value).iter().map(text).collect()
}

fn pairs(value: &Value) -> Vec<(String, String)> {
    list(value).iter().map(|pair| (text(&pair[0]), text(&pair[1]))).collect()
}

fn name(value: &Value) -> Option<ObjectName> {
    let name = value["text"].as_str()?;
    let is_conventional = value["conventional"].as_bool().expect("a flag");
    Some(if is_conventional { ObjectName::conventional(name) } else { ObjectName::explicit(name) })
}

fn table(value: &Value) -> Table {
    let mut table = Table::new(QualifiedName::new(value["schema"].as_str(), &text(&value["name"])));
    table.columns = list(&value["columns"]).iter().map(column).collect();
    table.constraints = list(&value["constraints"]).iter().map(constraint).collect();
    table.indexes = list(&value["indexes"]).iter().map(index).collect();
    table.prefixes = texts(&value["prefixes"]);
    table.options = pairs(&value["options"]);
    table
}

fn column(value: &Value) -> Column {
    let mut column = Column::new(text(&value["name"]), data_type(&value["type"]));
    column.nullable = value["nullable"].as_bool().expect("a flag");
    column.comment = optional(&value["comment"]);
    column.autoincrement = value["autoincrement"].as_bool();
    let default = &value["server_default"];
    column.server_default = optional(&default["literal"])
        .map(ServerDefault::Literal)
        .or_else(|| optional(&default["expression"]).map(ServerDefault::Expression));
    column.computed = optional(&value["computed"][0])
        .map(|expression| Computed { expression, persisted: value["computed"][1].as_bool() });
    if let Some(identity) = value["identity"].as_object() {
        let number = |key: &str| identity.get(key).and_then(Value::as_i64);
        column.identity = Some(Identity {
            mode: if identity["always"] == true { IdentityMode::Always } else { IdentityMode::ByDefault },
            options: SequenceOptions {
                start: number("start"),
                increment: number("increment"),
                min_value: number("minvalue"),
                max_value: number("maxvalue"),
                cycle: identity.get("cycle").and_then(Value::as_bool),
                cache: number("cache"),
                ..SequenceOptions::default()
            },
        });
    }
    column
}

fn data_type(value: &Value) -> DataType {
    let sql = match &value["enum"] {
        Value::Null => SqlType::Plain(text(&value["sql"])),
        enum_type => SqlType::Enum(EnumType {
            name: QualifiedName::new(enum_type["schema"].as_str(), &text(&enum_type["name"])),
            labels: texts(&enum_type["labels"]),
            create_type: true,
        }),
    };
    let sql = match value["dimensions"].as_u64() {
        Some(dimensions @ 1..) if sql.enum_type().is_some() => {
            SqlType::Array { item: Box::new(sql), dimensions: u32::try_from(dimensions).expect("few") }
        }
        _ => sql,
    };
    DataType { sql, spelling: spelling(&value["spelling"]), collation: None }
}

fn spelling(value: &Value) -> Spelling {
    let module = match value["module"].as_str() {
        Some("sa") => TypeModule::Sqlalchemy,
        Some("postgresql") => TypeModule::Postgresql,
        Some(other) => TypeModule::Package(other.to_owned()),
        None => panic!("no module: {value}"),
    };
    let mut spelled = Spelling::new(module, text(&value["class"]));
    for argument in list(&value["arguments"]) {
        let value = match optional(&argument[1]["literal"]) {
            Some(literal) => ArgumentValue::Literal(literal),
            None => ArgumentValue::Type(Box::new(spelling(&argument[1]["type"]))),
        };
        spelled.arguments.push(Argument { keyword: optional(&argument[0]), value });
    }
    spelled.variants =
        list(&value["variants"]).iter().map(|variant| (spelling(&variant[0]), text(&variant[1]))).collect();
    spelled
}

fn constraint(value: &Value) -> Constraint {
    let name = name(&value["name"]);
    let columns = texts(&value["columns"]);
    let deferrability =
        Deferrability { deferrable: value["deferrable"].as_bool(), initially: optional(&value["initially"]) };
    match value["kind"].as_str() {
        Some("primary") => {
            Constraint::PrimaryKey(PrimaryKey { name, columns, deferrability, ..PrimaryKey::default() })
        }
        Some("unique") => Constraint::Unique(Unique {
            name,
            columns,
            deferrability,
            include: texts(&value["include"]),
            nulls_not_distinct: value["nulls_not_distinct"] == true,
            ..Unique::default()
        }),
        Some("check") => Constraint::Check(Check {
            name,
            condition: text(&value["condition"]),
            type_bound: value["type_bound"] == true,
            deferrability,
            ..Check::default()
        }),
        Some("foreign") => Constraint::ForeignKey(ForeignKey {
            name,
            columns,
            referred_table: QualifiedName::new(value["schema"].as_str(), &text(&value["table"])),
            referred_columns: texts(&value["referred"]),
            on_delete: optional(&value["ondelete"]),
            on_update: optional(&value["onupdate"]),
            match_type: optional(&value["match"]),
            deferrability,
            use_alter: value["use_alter"] == true,
            not_valid: false,
            comment: None,
            definition: None,
        }),
        Some("exclude") => Constraint::Exclude(Exclude {
            name,
            elements: list(&value["elements"])
                .iter()
                .map(|element| ExcludeElement {
                    target: optional(&element[0])
                        .map_or_else(|| IndexTarget::Expression(text(&element[2])), IndexTarget::Column),
                    operator: text(&element[1]),
                })
                .collect(),
            using: text(&value["using"]),
            operator_classes: pairs(&value["ops"]),
            predicate: optional(&value["where"]),
            deferrability,
            ..Exclude::default()
        }),
        other => panic!("{other:?}"),
    }
}

fn index(value: &Value) -> Index {
    Index {
        name: name(&value["name"]),
        elements: list(&value["elements"])
            .iter()
            .map(|element| IndexElement {
                target: match element[0].as_str() {
                    Some("column") => IndexTarget::Column(text(&element[1])),
                    _ => IndexTarget::Expression(text(&element[1])),
                },
                operator_class: optional(&element[2]),
            })
            .collect(),
        unique: value["unique"] == true,
        using: optional(&value["using"]),
        predicate: optional(&value["where"]),
        include: texts(&value["include"]),
        with: pairs(&value["with"]),
        nulls_not_distinct: value["nulls_not_distinct"].as_bool(),
        keyword_order: texts(&value["order"]),
        ..Index::default()
    }
}
