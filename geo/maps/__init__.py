"""Numbers become deck.gl layers, legends and colours. The only place that imports pydeck."""
