"""Bytes become incidents, and incidents get their district.

What a page or a command needs, in the order it is used:

* `pipeline.read_upload(data, label=..., choices=Choices())` gives an `ImportReport`, or raises
  `problems.UploadRefused` with one plain sentence. `pipeline.open_upload` only reads the cells and
  guesses the mapping: enough for a preview, even where a date is still missing from the mapping.
* `choices.Choices` holds all that the user said: format, mapping, sheet, day order, coordinates to
  exchange, decisions on spellings. `choices.decide` adds one decision; `write_choices` and
  `read_choices` keep it as JSON.
* `report.report_words` says in sentences what happened, `report.findings` lists the problems by
  kind with row numbers and advice.
* `corrections.write_rejected` gives the rejected rows as CSV with the reason;
  `corrections.read_corrected` takes them back and gives the report of the whole.
"""
