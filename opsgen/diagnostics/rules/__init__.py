"""Every rule there is, one file per stage; `opsgen.diagnostics.catalogue` gathers them."""
