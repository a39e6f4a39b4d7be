"""Writes the files beside it, with other people's writers: pip install pyarrow==26.0.1 pandas==3.1.1

Every file of `same/` holds the made-up candles of `candles.csv`, every file of `odd/` something that is told apart.
"""

import decimal
import pathlib
import random

import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as parquet

here = pathlib.Path(__file__).parent
same, odd = here / "same", here / "odd"
same.mkdir(exist_ok=True)
odd.mkdir(exist_ok=True)

chance = random.Random(7)
times = [pd.Timestamp("2024-05-31T10:00Z") + pd.Timedelta(hours=n) for n in range(24) if n not in (9, 10, 11)]
rows, last = [], 50000
for time in times:
    first, last = last, last + chance.randint(-400, 400)
    high, low = max(first, last) + chance.randint(0, 90), min(first, last) - chance.randint(0, 90)
    rows.append([time, first / 1000, high / 1000, low / 1000, last / 1000, chance.randint(0, 9999) / 8])
frame = pd.DataFrame(rows, columns=["date", "open", "high", "low", "close", "volume"])
written = frame.assign(date=frame["date"].dt.strftime("%Y-%m-%dT%H:%M:%SZ"))
written.to_csv(here / "candles.csv", index=False)


def dated(unit, zone="UTC"):
    dates = frame["date"] if zone == "UTC" else frame["date"].dt.tz_convert(zone)
    return frame.assign(date=dates.dt.as_unit(unit))


def table(frame):
    """Without what pandas notes for itself."""
    return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)


def typed(plain, column, kind):
    index = plain.schema.get_field_index(column)
    return plain.set_column(index, column, plain.column(column).cast(kind))


def priced(kind):
    plain = table(dated("ms"))
    for column in ["open", "high", "low", "close"]:
        plain = typed(plain, column, kind)
    return plain


def decimals():
    plain = table(dated("ms"))
    for index, column in enumerate(["open", "high", "low", "close"], 1):
        cells = [decimal.Decimal(f"{price:.3f}") for price in frame[column]]
        plain = plain.set_column(index, column, pa.array(cells, pa.decimal128(20, 5)))
    return plain


def beside():
    """More columns than are needed, nested and empty ones among them, before and between."""
    plain = table(dated("us"))
    count = plain.num_rows
    plain = plain.add_column(0, "tags", pa.array([["a", "b"], None] * (count // 2) + [[]], pa.list_(pa.string())))
    plain = plain.add_column(2, "book", pa.array([{"bid": 1.0, "ask": {"size": 2}}] * count))
    plain = plain.add_column(3, "side", pa.array(["buy", "sell", "buy"] * (count // 3)).dictionary_encode())
    plain = plain.add_column(5, "note", pa.nulls(count))
    plain = plain.add_column(6, "is_final", pa.array([True] * count))
    return plain


def seconds(plain, kind=pa.int64()):
    return plain.set_column(0, "unix", pa.array([int(time.timestamp()) for time in times], kind))


# As freqtrade and pandas write them.
dated("ms").to_feather(same / "BTC_USDT-1h.feather", compression="lz4")
dated("ms").to_parquet(same / "BTC_USDT-1h.parquet")
frame.set_index("date").to_parquet(same / "index.parquet")

feather.write_feather(table(dated("ns")), str(same / "zstd.feather"), compression="zstd")
feather.write_feather(table(dated("s")), str(same / "plain.feather"), compression="uncompressed")
feather.write_feather(table(dated("us")), str(same / "batches.feather"), compression="lz4", chunksize=8)
feather.write_feather(table(dated("ms", "+09:00")), str(same / "offset.arrow"), compression="uncompressed")
feather.write_feather(table(dated("ms", "Asia/Tokyo")), str(same / "zone.arrow"), compression="lz4")
feather.write_feather(beside(), str(same / "beside.arrow"), compression="zstd", chunksize=10)
feather.write_feather(table(written), str(same / "texts.feather"), compression="lz4")
feather.write_feather(typed(table(written), "date", pa.string()), str(same / "short-texts.arrow"), compression="lz4")
feather.write_feather(decimals(), str(same / "decimals.feather"), compression="lz4")
feather.write_feather(priced(pa.float32()), str(same / "float32.feather"), compression="lz4")
feather.write_feather(seconds(table(frame), pa.uint32()), str(same / "seconds.feather"), compression="lz4")

for codec in ["zstd", "gzip", "lz4", "none"]:
    parquet.write_table(table(dated("ms")), same / f"{codec}.parquet", compression=codec)
parquet.write_table(table(dated("ns")), same / "second.parquet", data_page_version="2.0", compression="zstd")
parquet.write_table(table(dated("us")), same / "groups.parquet", row_group_size=8, write_page_checksum=True)
parquet.write_table(table(dated("ms")), same / "small-pages.parquet", data_page_size=64, write_batch_size=4)
encodings = {"date": "DELTA_BINARY_PACKED", "open": "BYTE_STREAM_SPLIT", "high": "PLAIN", "low": "PLAIN",
             "close": "BYTE_STREAM_SPLIT", "volume": "PLAIN"}
parquet.write_table(table(dated("ms")), same / "encodings.parquet", use_dictionary=False, column_encoding=encodings)
parquet.write_table(beside(), same / "beside.parquet", row_group_size=10)
parquet.write_table(table(dated("ns")), same / "int96.parquet", use_deprecated_int96_timestamps=True)
parquet.write_table(table(written), same / "texts.parquet")
parquet.write_table(decimals(), same / "decimals.parquet")
parquet.write_table(decimals(), same / "short-decimals.parquet", store_decimal_as_integer=True)
parquet.write_table(priced(pa.float32()), same / "float32.parquet")
parquet.write_table(seconds(table(frame)), same / "seconds.parquet", compression="none")
schema = pa.schema([field.with_nullable(False) for field in table(dated("ms")).schema])
parquet.write_table(table(dated("ms")).cast(schema), same / "required.parquet")


def both(name, plain):
    feather.write_feather(plain, str(odd / f"{name}.feather"), compression="lz4")
    parquet.write_table(plain, odd / f"{name}.parquet")


def with_null(column):
    plain = table(dated("ms"))
    cells = plain.column(column).to_pylist()
    cells[4] = None
    index = plain.schema.get_field_index(column)
    return plain.set_column(index, column, pa.array(cells, plain.schema.field(index).type))


both("null-time", with_null("date"))
both("null-price", with_null("high"))
both("null-volume", with_null("volume"))
both("no-close", table(dated("ms")).drop_columns(["close"]))
both("two-opens", table(dated("ms")).add_column(3, "Open", table(frame).column("open")))
both("text-price", typed(table(dated("ms")), "low", pa.string()))
both("time-of-day", table(dated("ms")).add_column(1, "time", pa.array([1] * len(times))))
both("micros", table(dated("us").assign(date=lambda f: f["date"] + pd.Timedelta(microseconds=1))))
both("shuffled", table(dated("ms").sample(frac=1, random_state=3)))
both("twice", table(pd.concat([dated("ms"), dated("ms").iloc[5:7]])))
both("conflict", table(pd.concat([dated("ms"), dated("ms").iloc[5:6].assign(close=51)])))
both("nothing", table(dated("ms").iloc[:0]))
both("named", table(dated("ms")).rename_columns(["a", "b", "c", "d", "e", "f"]))
for zone in ["UTC", "America/New_York", "Asia/Tokyo"]:
    days = pd.date_range("2024-05-01", periods=12, freq="D", tz=zone).as_unit("ms")
    name = zone.split("/")[-1].lower()
    both(f"days-{name}", table(frame.iloc[:12].assign(date=days)))
both("days", table(frame.iloc[:12].assign(date=pd.date_range("2024-05-01", periods=12).date)))
feather.write_feather(table(dated("ms")), str(odd / "first.feather"), version=1)
parquet.write_table(table(dated("ms")), odd / "brotli.parquet", compression="brotli")
parquet.write_table(table(written), odd / "delta-texts.parquet", use_dictionary=False,
                    column_encoding={"date": "DELTA_BYTE_ARRAY"})
with pa.ipc.new_stream(str(odd / "stream.arrow"), table(frame).schema) as stream:
    stream.write_table(table(frame))
