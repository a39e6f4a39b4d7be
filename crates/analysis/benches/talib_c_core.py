#!/usr/bin/env python3
"""The same nine readings by TA-Lib's own C core, called from Python, on as many candles.

    pip install "TA-Lib==0.8.2" numpy && python3 talib_c_core.py

Prints the best of ten runs over 1,000 series of 1,000 candles, in ms and in ns per candle.
"""
import time

import numpy as np
import talib

SERIES, CANDLES, RUNS = 1_000, 1_000, 10


def candles(seed):
    g = np.random.Generator(np.random.PCG64(seed))
    c = 100 * np.exp(np.cumsum(g.normal(0, 0.005, CANDLES)))
    o = np.r_[100.0, c[:-1]]
    h, l = np.maximum(o, c) * 1.001, np.minimum(o, c) * 0.999
    return h, l, c, np.round(g.lognormal(7, 0.5, CANDLES))


def nine(h, l, c, v):
    talib.RSI(c, 14)
    talib.MACD(c, 12, 26, 9)
    talib.BBANDS(c, 20, 2.0, 2.0, 0)
    talib.ATR(h, l, c, 14)
    talib.ADX(h, l, c, 14)
    talib.STOCH(h, l, c, 14, 3, 0, 3, 0)
    talib.EMA(c, 20)
    talib.OBV(c, v)
    talib.VWAP(h, l, c, v)


data = [candles(seed) for seed in range(SERIES)]
best = float("inf")
for _ in range(RUNS):
    start = time.perf_counter()
    for series in data:
        nine(*series)
    best = min(best, time.perf_counter() - start)
print(f"{best * 1e3:.1f} ms, {best * 1e9 / (SERIES * CANDLES):.1f} ns per candle, C core {talib.__ta_version__.decode()}")
