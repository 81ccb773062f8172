//! Two catalogs to the operations that lead from one to the other. Pure.
