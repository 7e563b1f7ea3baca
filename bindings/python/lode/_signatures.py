"""The C interface as ctypes calls it: structs, callbacks, and every function's types.

Kept by hand; tests/test_signatures.py holds it against the headers, the symbol map, and the
layouts that a C compiler gives. Names are those of C.
"""
from __future__ import annotations

from ctypes import (CFUNCTYPE, POINTER, Structure, c_bool, c_char_p, c_double, c_int, c_int32,
                    c_int64, c_size_t, c_uint8, c_uint32, c_uint64, c_void_p)


class lode_context(Structure):
    pass


class lode_diagnostic(Structure):
    pass


class lode_builder(Structure):
    pass


class lode_model(Structure):
    pass


class lode_network(Structure):
    pass


class lode_table(Structure):
    pass


class lode_rules(Structure):
    pass


class lode_whatif(Structure):
    pass


lode_log_fn = CFUNCTYPE(None, POINTER(lode_diagnostic), c_void_p)
lode_progress_fn = CFUNCTYPE(c_int, c_uint64, c_uint64, c_void_p)
lode_write_fn = CFUNCTYPE(c_int, c_void_p, c_size_t, c_void_p)
lode_read_fn = CFUNCTYPE(c_int64, c_void_p, c_size_t, c_void_p)


class lode_place(Structure):
    _fields_ = [("source", c_char_p), ("line", c_uint64), ("column", c_uint64)]


class lode_context_options(Structure):
    _fields_ = [("struct_size", c_uint32), ("n_threads", c_uint32), ("allocator", c_void_p),
                ("log", lode_log_fn), ("log_user", c_void_p), ("progress", lode_progress_fn),
                ("progress_user", c_void_p), ("max_diagnostics", c_size_t)]


class lode_source_record(Structure):
    _fields_ = [("struct_size", c_uint32), ("year", c_int32), ("id", c_char_p),
                ("publisher", c_char_p), ("title", c_char_p), ("address", c_char_p),
                ("licence", c_char_p), ("note", c_char_p)]


class lode_item_record(Structure):
    _fields_ = [("struct_size", c_uint32), ("has", c_uint32), ("id", c_char_p),
                ("unit", c_char_p), ("name", c_char_p), ("stage", c_char_p),
                ("elements", c_char_p), ("tags", c_char_p), ("currency", c_char_p),
                ("source", c_char_p), ("mass_kg", c_double), ("price", c_double)]


class lode_input_record(Structure):
    _fields_ = [("struct_size", c_uint32), ("kind", c_uint32), ("quantity_is", c_uint32),
                ("has", c_uint32), ("item", c_char_p), ("unit", c_char_p), ("source", c_char_p),
                ("quantity", c_double), ("yield_frac", c_double), ("essential_frac", c_double),
                ("low", c_double), ("high", c_double), ("gsd", c_double),
                ("weight_frac", c_double), ("cap_frac", c_double)]


class lode_origin_record(Structure):
    _fields_ = [("struct_size", c_uint32), ("basis", c_uint32), ("rest", c_uint32),
                ("year", c_int32), ("market", c_char_p), ("source", c_char_p),
                ("rounding_frac", c_double), ("total", c_double), ("concentration", c_double)]


class lode_share_record(Structure):
    _fields_ = [("struct_size", c_uint32), ("kind", c_uint32), ("bound", c_uint32),
                ("reserved", c_uint32), ("country", c_char_p), ("party", c_char_p),
                ("source", c_char_p), ("share_frac", c_double)]


class lode_balance_record(Structure):
    _fields_ = [("struct_size", c_uint32), ("year", c_int32), ("market", c_char_p),
                ("unit", c_char_p), ("source", c_char_p)]


class lode_amount_record(Structure):
    _fields_ = [("struct_size", c_uint32), ("of", c_uint32), ("bound", c_uint32),
                ("reserved", c_uint32), ("form", c_char_p), ("source", c_char_p),
                ("quantity", c_double)]


class lode_product_record(Structure):
    _fields_ = [("struct_size", c_uint32), ("has", c_uint32), ("id", c_char_p),
                ("item", c_char_p), ("home", c_char_p), ("end_use", c_char_p),
                ("currency", c_char_p), ("volume", c_double), ("value", c_double)]


class lode_attribute(Structure):
    _fields_ = [("name", c_char_p), ("value", c_char_p)]


class lode_network_options(Structure):
    _fields_ = [("struct_size", c_uint32), ("year", c_int32), ("products", POINTER(c_char_p)),
                ("n_products", c_size_t), ("home", c_char_p), ("basis_order", POINTER(c_uint32)),
                ("n_bases", c_size_t)]


class lode_read_options(Structure):
    _fields_ = [("struct_size", c_uint32), ("format", c_uint32), ("source", c_char_p),
                ("max_bytes", c_uint64), ("max_elements", c_uint64), ("max_depth", c_uint32),
                ("max_errors", c_uint32), ("max_token_bytes", c_uint64)]


class lode_part_text(Structure):
    _fields_ = [("struct_size", c_uint32), ("reserved", c_uint32), ("description", c_char_p),
                ("part_number", c_char_p), ("material", c_char_p), ("cas", c_char_p),
                ("scheme", c_char_p), ("code", c_char_p)]


class lode_classify_options(Structure):
    _fields_ = [("struct_size", c_uint32), ("flags", c_uint32)]


class lode_bom(Structure):
    pass


class lode_bom_read_options(Structure):
    _fields_ = [("struct_size", c_uint32), ("format", c_uint32), ("encoding", c_uint32),
                ("decimal_mark", c_uint32), ("source", c_char_p), ("product", c_char_p),
                ("max_bytes", c_uint64), ("max_elements", c_uint64), ("max_depth", c_uint32),
                ("max_errors", c_uint32), ("max_token_bytes", c_uint64)]


class lode_bom_options(Structure):
    _fields_ = [("struct_size", c_uint32), ("flags", c_uint32), ("has", c_uint32),
                ("reserved", c_uint32), ("home", c_char_p), ("end_use", c_char_p),
                ("currency", c_char_p), ("source", c_char_p), ("volume", c_double),
                ("value", c_double), ("assumed_mass_kg", c_double)]


class lode_analysis_option(Structure):
    _fields_ = [("name", c_char_p), ("type", c_int32), ("offset", c_uint32),
                ("choices", c_char_p), ("doc", c_char_p)]


analysis_run_fn = CFUNCTYPE(c_int32, POINTER(lode_context), POINTER(lode_network), c_void_p,
                            POINTER(POINTER(lode_table)))


class lode_column(Structure):
    _fields_ = [("name", c_char_p), ("type", c_int32), ("unit", c_char_p), ("doc", c_char_p)]


class lode_analysis(Structure):
    _fields_ = [("name", c_char_p), ("summary", c_char_p), ("options_size", c_size_t),
                ("options", POINTER(lode_analysis_option)), ("n_options", c_size_t),
                ("run", analysis_run_fn), ("columns", POINTER(lode_column)),
                ("flags", c_uint32), ("reserved", c_uint32)]


class ArrowArrayStream(Structure):
    pass


ArrowArrayStream._fields_ = [
    ("get_schema", CFUNCTYPE(c_int, POINTER(ArrowArrayStream), c_void_p)),
    ("get_next", CFUNCTYPE(c_int, POINTER(ArrowArrayStream), c_void_p)),
    ("get_last_error", CFUNCTYPE(c_char_p, POINTER(ArrowArrayStream))),
    ("release", CFUNCTYPE(None, POINTER(ArrowArrayStream))), ("private_data", c_void_p)]

# Words of the interface and the numbers that stand for them in C.
BASES = {"contained-mass": 1, "gross-mass": 2, "count": 3, "value": 4}
KINDS = {"primary": 0, "recycled": 1, "both": 2}
BOUNDS = {"exact": 0, "low": 1, "high": 2, "withheld": 3, "confidential": 4, "missing": 5}
RESTS = {"unknown": 0, "wider": 1}
AMOUNTS = {"production": 1, "imports": 2, "exports": 3, "stock-withdrawal": 4, "consumption": 5}
QUANTITY_IS = {"mean": 0, "mode": 1}
FORMATS = {"auto": 0, "xml": 1, "items": 2, "inputs": 3, "origins": 4, "products": 5,
           "balances": 6}
COUNTS = {"items": 1, "inputs": 2, "vectors": 3, "shares": 4, "products": 5, "scenarios": 6,
          "sources": 7, "blocs": 8, "stages": 9, "balances": 10}
SEVERITIES = ("note", "warning", "error")
ITEM_HAS = {"mass_kg": 1, "price": 2}
INPUT_HAS = {"yield_frac": 1, "essential_frac": 2, "low": 4, "high": 4, "gsd": 8, "cap_frac": 16}
CLASSIFY_ALL = 1
ENCODINGS = {"auto": 0, "latin1": 1}
BOM_HAS = {"volume": 1, "value": 2, "assumed_mass_kg": 4}
BOM_UNKNOWN_IS_ESSENTIAL = 1
PRODUCT_HAS = {"volume": 1, "value": 2}
COLUMN_REAL, COLUMN_INTEGER, COLUMN_TEXT, COLUMN_FLAG = 1, 2, 3, 4
(OPTION_REAL, OPTION_COUNT, OPTION_TEXT, OPTION_TEXTS, OPTION_CHOICE,
 OPTION_SWITCH) = 1, 2, 3, 4, 5, 6

_context = POINTER(lode_context)
_diagnostic = POINTER(lode_diagnostic)
_builder = POINTER(lode_builder)
_model = POINTER(lode_model)
_network = POINTER(lode_network)
_table = POINTER(lode_table)
_rules = POINTER(lode_rules)
_bom = POINTER(lode_bom)
_whatif = POINTER(lode_whatif)
_status = c_int32
_attributes = POINTER(lode_attribute)
_run = (_status, _context, _network, c_void_p, POINTER(_table))

# Function: what it returns, then what it takes.
SIGNATURES = {
    "lode_analysis_at": (POINTER(lode_analysis), c_size_t),
    "lode_analysis_diff": (POINTER(lode_analysis),),
    "lode_analysis_find": (POINTER(lode_analysis), c_char_p),
    "lode_bom_columns": (POINTER(lode_column),),
    "lode_bom_format_name": (c_char_p, c_uint32),
    "lode_bom_format_title": (c_char_p, c_uint32),
    "lode_bom_free": (None, _bom),
    "lode_bom_guess": (c_uint32, c_void_p, c_size_t),
    "lode_bom_new": (_status, _context, _rules, POINTER(_bom)),
    "lode_bom_read_callback": (_status, _context, _bom, lode_read_fn, c_void_p,
                               POINTER(lode_bom_read_options)),
    "lode_bom_read_file": (_status, _context, _bom, c_char_p, POINTER(lode_bom_read_options)),
    "lode_bom_read_memory": (_status, _context, _bom, c_void_p, c_size_t,
                             POINTER(lode_bom_read_options)),
    "lode_bom_resolve": (_status, _context, _bom, _builder, POINTER(lode_bom_options),
                         POINTER(_table)),
    "lode_bom_use_up": (_status, _context, _bom, _builder, POINTER(lode_bom_options),
                        POINTER(_table)),
    "lode_build_info": (c_char_p,),
    "lode_builder_alternatives": (_status, _context, _builder, c_char_p, c_double, c_uint32),
    "lode_builder_at": (_status, _context, _builder, POINTER(lode_place)),
    "lode_builder_bloc": (_status, _context, _builder, c_char_p, c_char_p, c_bool),
    "lode_builder_code": (_status, _context, _builder, c_char_p, c_char_p),
    "lode_builder_country": (_status, _context, _builder, c_char_p, c_char_p),
    "lode_builder_free": (None, _builder),
    "lode_builder_freeze": (_status, _context, _builder, POINTER(_model)),
    "lode_builder_host": (_status, _context, _builder, c_char_p, c_double),
    "lode_builder_input": (_status, _context, _builder, POINTER(lode_input_record)),
    "lode_builder_item": (_status, _context, _builder, POINTER(lode_item_record)),
    "lode_builder_measure": (_status, _context, _builder, c_char_p, _attributes, c_size_t),
    "lode_builder_measure_option": (_status, _context, _builder, _attributes, c_size_t),
    "lode_builder_member": (_status, _context, _builder, c_char_p),
    "lode_builder_name": (_status, _context, _builder, c_char_p),
    "lode_builder_new": (_status, _context, POINTER(_builder)),
    "lode_builder_option": (_status, _context, _builder, POINTER(lode_input_record)),
    "lode_builder_origin": (_status, _context, _builder, POINTER(lode_origin_record)),
    "lode_builder_product": (_status, _context, _builder, POINTER(lode_product_record)),
    "lode_builder_scenario": (_status, _context, _builder, c_char_p, c_char_p, c_char_p),
    "lode_builder_score": (_status, _context, _builder, c_char_p, c_int32, c_double, c_char_p),
    "lode_builder_share": (_status, _context, _builder, POINTER(lode_share_record)),
    "lode_builder_source": (_status, _context, _builder, POINTER(lode_source_record)),
    "lode_builder_stage": (_status, _context, _builder, c_char_p),
    "lode_builder_stages_end": (_status, _context, _builder),
    "lode_builder_balance": (_status, _context, _builder, POINTER(lode_balance_record)),
    "lode_builder_amount": (_status, _context, _builder, POINTER(lode_amount_record)),
    "lode_builder_stock": (_status, _context, _builder, c_char_p, c_double, c_char_p),
    "lode_builder_surge": (_status, _context, _builder, c_char_p, c_double, c_char_p),
    "lode_builder_within": (_status, _context, _builder, c_char_p),
    "lode_classify_columns": (POINTER(lode_column),),
    "lode_classify": (_status, _context, _rules, POINTER(lode_part_text), c_size_t,
                      POINTER(lode_classify_options), POINTER(_table)),
    "lode_coalitions": _run,
    "lode_compare": _run,
    "lode_concentration": _run,
    "lode_context_error": (_diagnostic, _context),
    "lode_context_free": (None, _context),
    "lode_context_limit": (c_uint64, _context, c_uint32),
    "lode_context_new": (_status, POINTER(lode_context_options), POINTER(_context)),
    "lode_context_set_limit": (_status, _context, c_uint32, c_uint64),
    "lode_country_code": (c_char_p, c_size_t),
    "lode_country_name": (c_char_p, c_size_t),
    "lode_dependency": _run,
    "lode_diff": (_status, _context, _network, _network, c_void_p, POINTER(_table)),
    "lode_diagnostic_column": (c_uint64, _diagnostic),
    "lode_diagnostic_format": (c_size_t, _diagnostic, c_char_p, c_size_t),
    "lode_diagnostic_limit": (c_uint32, _diagnostic),
    "lode_diagnostic_line": (c_uint64, _diagnostic),
    "lode_diagnostic_message": (c_char_p, _diagnostic),
    "lode_diagnostic_severity": (c_int32, _diagnostic),
    "lode_diagnostic_source": (c_char_p, _diagnostic),
    "lode_diagnostic_status": (c_int32, _diagnostic),
    "lode_explain": _run,
    "lode_exposure": _run,
    "lode_format_real": (c_size_t, c_double, c_char_p),
    "lode_limit_name": (c_char_p, c_uint32),
    "lode_limit_text": (c_char_p, c_uint32),
    "lode_mitigation": _run,
    "lode_model_count": (c_size_t, _model, c_uint32),
    "lode_model_find_item": (c_size_t, _model, c_char_p),
    "lode_model_item_id": (c_char_p, _model, c_size_t),
    "lode_model_item_name": (c_char_p, _model, c_size_t),
    "lode_model_item_stage": (c_char_p, _model, c_size_t),
    "lode_model_item_unit": (c_char_p, _model, c_size_t),
    "lode_model_name": (c_char_p, _model),
    "lode_model_product_id": (c_char_p, _model, c_size_t),
    "lode_model_ref": (_model, _model),
    "lode_model_scenario_id": (c_char_p, _model, c_size_t),
    "lode_model_size_bytes": (c_size_t, _model),
    "lode_model_unref": (None, _model),
    "lode_network_compile": (_status, _context, _model, POINTER(lode_network_options),
                             POINTER(_network)),
    "lode_network_n_arcs": (c_size_t, _network),
    "lode_network_n_nodes": (c_size_t, _network),
    "lode_network_n_products": (c_size_t, _network),
    "lode_network_product_id": (c_char_p, _network, c_size_t),
    "lode_network_ref": (_network, _network),
    "lode_network_size_bytes": (c_size_t, _network),
    "lode_network_unref": (None, _network),
    "lode_origin": _run,
    "lode_read_callback": (_status, _context, _builder, lode_read_fn, c_void_p,
                           POINTER(lode_read_options)),
    "lode_read_file": (_status, _context, _builder, c_char_p, POINTER(lode_read_options)),
    "lode_read_memory": (_status, _context, _builder, c_void_p, c_size_t,
                         POINTER(lode_read_options)),
    "lode_report_clear": (None, _context),
    "lode_report_count": (c_size_t, _context, c_int32),
    "lode_report_get": (_diagnostic, _context, c_size_t),
    "lode_report_kept": (c_size_t, _context),
    "lode_requirements": _run,
    "lode_rules_count": (c_size_t, _rules),
    "lode_rules_lint": (_status, _context, _rules, POINTER(_table)),
    "lode_rules_read_callback": (_status, _context, lode_read_fn, c_void_p, _rules,
                                 POINTER(lode_read_options), POINTER(_rules)),
    "lode_rules_read_file": (_status, _context, c_char_p, _rules, POINTER(lode_read_options),
                             POINTER(_rules)),
    "lode_rules_read_memory": (_status, _context, c_void_p, c_size_t, _rules,
                               POINTER(lode_read_options), POINTER(_rules)),
    "lode_rules_ref": (_rules, _rules),
    "lode_rules_unref": (None, _rules),
    "lode_scenario": _run,
    "lode_sensitivity": _run,
    "lode_status_name": (c_char_p, c_int32),
    "lode_status_text": (c_char_p, c_int32),
    "lode_table_codes": (POINTER(c_uint32), _table, c_size_t),
    "lode_table_column_doc": (c_char_p, _table, c_size_t),
    "lode_table_column_name": (c_char_p, _table, c_size_t),
    "lode_table_column_type": (c_int32, _table, c_size_t),
    "lode_table_column_unit": (c_char_p, _table, c_size_t),
    "lode_table_dictionary_size": (c_size_t, _table, c_size_t),
    "lode_table_dictionary_text": (c_char_p, _table, c_size_t, c_uint32),
    "lode_table_export_arrow": (_status, _context, _table, c_size_t, POINTER(ArrowArrayStream)),
    "lode_table_find_column": (c_size_t, _table, c_char_p),
    "lode_table_flags": (POINTER(c_uint8), _table, c_size_t),
    "lode_table_free": (None, _table),
    "lode_table_has": (c_bool, _table, c_size_t, c_size_t),
    "lode_table_integers": (POINTER(c_int64), _table, c_size_t),
    "lode_table_n_columns": (c_size_t, _table),
    "lode_table_n_rows": (c_size_t, _table),
    "lode_table_name": (c_char_p, _table),
    "lode_table_reals": (POINTER(c_double), _table, c_size_t),
    "lode_table_select": (_status, _context, _table, POINTER(c_char_p), c_size_t, POINTER(_table)),
    "lode_table_text": (c_char_p, _table, c_size_t, c_size_t),
    "lode_table_write_csv": (_status, _context, _table, lode_write_fn, c_void_p),
    "lode_table_write_json": (_status, _context, _table, lode_write_fn, c_void_p),
    "lode_unit_name": (c_char_p, c_size_t),
    "lode_vectors": _run,
    "lode_version_number": (c_int32,),
    "lode_version_string": (c_char_p,),
    "lode_whatif_binding": (_status, _context, _whatif, c_size_t, POINTER(c_char_p)),
    "lode_whatif_free": (None, _whatif),
    "lode_whatif_loss": (c_double, _whatif, c_size_t),
    "lode_whatif_new": (_status, _context, _network, POINTER(_whatif)),
    "lode_whatif_set_capacity": (_status, _context, _whatif, c_char_p, c_char_p, c_double),
    "lode_whatif_set_pass": (_status, _context, _whatif, c_char_p, c_char_p, c_char_p, c_double),
    "lode_write_model": (_status, _context, _model, lode_write_fn, c_void_p),
    "lode_write_relation": (_status, _context, _model, c_uint32, lode_write_fn, c_void_p),
}
