"""Threads, progress, cancellation, Ctrl-C, other processes, the end of the interpreter."""
import concurrent.futures
import gc
import multiprocessing
import os
import pickle
import signal
import threading
import time
import unittest

import lode
from common import DATA, motor, resident, run_python

START = f"import lode; model = lode.read(*{list(map(str, DATA))}); network = model.compile();"


class Threads(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.model = lode.read(*DATA)
        cls.network = cls.model.compile()

    def test_many_threads_on_one_network(self):
        small = self.model.compile("actuator-smco")
        expected = {a.name: getattr(small, a.name)().to_csv() for a in lode.ANALYSES}

        def work(seed):
            analysis = lode.ANALYSES[seed % len(lode.ANALYSES)]
            network = self.model.compile("actuator-smco") if seed % 5 == 0 else small
            with self.assertRaises(lode.UnknownName):
                self.model.compile(f"nowhere-{seed}")
            table = getattr(network, analysis.name)()
            return table.to_csv() == expected[analysis.name]

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            self.assertEqual(set(pool.map(work, range(80))), {True})

    def test_results_do_not_depend_on_the_number_of_threads(self):
        one = self.network.coalitions().to_csv()
        for threads in (2, 3, 8):
            with lode.Settings(threads=threads):
                self.assertEqual(self.network.coalitions().to_csv(), one)

    def test_other_threads_go_on_during_a_call(self):
        done = threading.Event()
        turns = 0

        def work():
            self.network.coalitions(size=4)
            done.set()

        thread = threading.Thread(target=work)
        began = time.perf_counter()
        thread.start()
        longest, last = 0.0, began
        while not done.is_set():
            now = time.perf_counter()
            longest, last = max(longest, now - last), now
            turns += 1
        thread.join()
        took = time.perf_counter() - began
        self.assertGreater(took, 0.05)  # or there was nothing to see
        self.assertLess(longest, took / 2)

    def test_closing_under_a_running_call(self):
        for _ in range(20):
            network = self.model.compile()
            expected = len(network.requirements())
            with concurrent.futures.ThreadPoolExecutor(1) as pool:
                future = pool.submit(lambda: len(network.requirements()))
                network.close()
                try:
                    self.assertEqual(future.result(), expected)
                except lode.ClosedError:
                    pass
            gc.collect()

    def test_settings_are_of_one_thread(self):
        seen = []
        with lode.Settings(progress=lambda done, total: seen.append(threading.get_ident())):
            thread = threading.Thread(target=self.network.requirements)
            thread.start()
            thread.join()
            self.assertEqual(seen, [])
            self.network.requirements()
        self.assertEqual(set(seen), {threading.get_ident()})
        count = len(seen)
        self.network.requirements()
        self.assertEqual(len(seen), count)

    def test_one_settings_object_in_many_threads(self):
        seen, settings = [], lode.Settings(progress=lambda *_: seen.append(threading.get_ident()))
        together = threading.Barrier(4)

        def work(_):
            with settings:
                together.wait()
                self.network.requirements()
            within = seen.count(threading.get_ident())
            together.wait()
            self.network.requirements()
            self.assertEqual(seen.count(threading.get_ident()), within)
            return threading.get_ident()

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            self.assertEqual(set(pool.map(work, range(4))), set(seen))

    def test_settings_nest(self):
        seen = []
        outer = lode.Settings(progress=lambda *_: seen.append("outer"))
        inner = lode.Settings(progress=lambda *_: seen.append("inner"))
        with outer, inner, outer:
            self.network.requirements()
        self.assertEqual(set(seen), {"outer"})


class Progress(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.network = lode.read(*DATA).compile()

    def test_it_counts_towards_the_whole(self):
        seen = []
        size = DATA[0].stat().st_size
        with lode.Settings(progress=lambda *args: seen.append(args)):
            lode.Builder().read(DATA[0])
        self.assertEqual(seen, sorted(seen))
        self.assertEqual((seen[0], {total for _, total in seen}), ((0, size), {size}))
        self.assertLessEqual(seen[-1][0], size)

    def test_true_cancels(self):
        seen = []
        before = self.network.coalitions(size=1).to_csv()
        with lode.Settings(progress=lambda *args: seen.append(args) or len(seen) > 1):
            with self.assertRaises(lode.Cancelled):
                self.network.coalitions(size=5)
        self.assertEqual(len(seen), 2)
        self.assertEqual(self.network.coalitions(size=1).to_csv(), before)

    def test_an_exception_comes_out(self):
        def fail(done, total):
            raise KeyError("mine")

        with lode.Settings(progress=fail), self.assertRaisesRegex(KeyError, "mine"):
            self.network.requirements()
        with lode.Settings(progress=lambda: None), self.assertRaises(TypeError):
            self.network.requirements()

    def test_the_callback_may_call_the_library(self):
        seen = []

        def again(done, total):
            if not seen:
                seen.append(None)
                seen[0] = len(self.network.requirements())

        with lode.Settings(progress=again):
            expected = len(self.network.requirements())
        self.assertEqual(seen, [expected])

    def test_ctrl_c(self):
        handler = signal.getsignal(signal.SIGINT)
        timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        began = time.perf_counter()
        with self.assertRaises(KeyboardInterrupt):
            self.network.coalitions(size=6)  # takes minutes
        self.assertLess(time.perf_counter() - began, 20)
        self.assertIs(signal.getsignal(signal.SIGINT), handler)
        timer.join()

    def test_ctrl_c_in_a_callback_of_ones_own(self):
        def interrupt(done, total):
            signal.raise_signal(signal.SIGINT)

        with lode.Settings(progress=interrupt), self.assertRaises(KeyboardInterrupt):
            self.network.requirements()

    def test_a_handler_of_ones_own(self):
        got = []
        before = signal.signal(signal.SIGINT, lambda number, frame: got.append(number))
        try:
            with lode.Settings(progress=lambda *_: None if got else
                               signal.raise_signal(signal.SIGINT)):
                self.assertRaises(lode.Cancelled, self.network.requirements)
            self.assertEqual(got, [signal.SIGINT])
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            self.network.requirements()
            self.assertEqual(signal.getsignal(signal.SIGINT), signal.SIG_IGN)
        finally:
            signal.signal(signal.SIGINT, before)


class Balance(unittest.TestCase):
    def test_what_is_dropped_is_given_back(self):
        screws = b"id,unit\n" + b"".join(b"screw-%d,each\n" % k for k in range(50))

        def work():
            builder = motor(lode)
            with self.assertRaises(lode.UnknownName):
                builder.item("x", "piece")
            builder.close()
            network = motor(lode).read(screws).freeze().compile()
            table = network.exposure(kind=["production", "exports"], stage=["refine"])
            view = table["loss"].view[1:]
            with self.assertRaises(lode.UnknownName):
                network.exposure(domestic="Atlantis")
            with lode.Settings(threads=2, progress=lambda done, total: True):
                self.assertRaises(lode.Cancelled, network.coalitions)
            return len(table.to_csv()) + len(view) + len(repr(table))

        for _ in range(200):
            work()
        gc.collect()
        before = resident()
        for _ in range(1000):
            work()
        gc.collect()
        self.assertLess(resident() - before, 2 << 20)  # 2 kB a turn


def answers(network):
    return [getattr(network, analysis.name)().to_csv() for analysis in lode.ANALYSES]


class Processes(unittest.TestCase):
    def test_models_and_networks_travel(self):
        model = lode.read(*DATA)
        self.assertEqual(pickle.loads(pickle.dumps(model)).to_xml(), model.to_xml())
        network = model.compile(iter(["car-lfp", "car-flex"]), home="DEU", year=2025,
                                basis=["value", "gross-mass", "contained-mass"])
        again = pickle.loads(pickle.dumps(network))
        self.assertEqual(again.products, network.products)
        self.assertEqual(answers(again), answers(network))

    def test_worker_processes_give_the_same_bytes(self):
        network = lode.read(*DATA).compile("actuator-smco")
        for method in ("spawn", "fork"):
            context = multiprocessing.get_context(method)
            with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as pool:
                self.assertEqual(list(pool.map(answers, [network] * 3)), [answers(network)] * 3)


class Ending(unittest.TestCase):
    """The interpreter ends with status 0 and in silence, whatever is still there."""

    def test_objects_in_globals(self):
        run_python(START + "table = network.exposure(); row = table[0]; view = table['loss'].view;"
                   "builder = lode.Builder(); item = builder.item('a', 'kg')")

    def test_a_cycle_that_nobody_collected(self):
        run_python("import gc; gc.disable();" + START + "table = network.exposure();"
                   "x = [table, network]; x.append(x); del x, table, network")

    def test_a_stream_that_nobody_took(self):
        run_python(START + "capsule = network.exposure().__arrow_c_stream__()")

    def test_a_daemon_thread_in_a_call(self):
        run_python("import threading, time;" + START +
                   "threading.Thread(target=network.coalitions, kwargs={'size': 6},"
                   " daemon=True).start(); time.sleep(0.2)")

    def test_a_daemon_thread_in_a_call_with_progress(self):
        run_python("import threading, time\n" + START + """
def work():
    with lode.Settings(progress=lambda done, total: None):
        network.coalitions(size=6)
threading.Thread(target=work, daemon=True).start()
time.sleep(0.2)""")

    def test_calls_from_atexit(self):
        done = run_python("import atexit;" + START + "before = network.coalitions(size=1).to_csv();"
                          "atexit.register(lambda: print(network.coalitions(size=1).to_csv()"
                          " == before))")
        self.assertEqual(done.stdout, "True\n")

    def test_an_object_whose_end_calls_the_library(self):
        run_python(START + """
class Late:
    def __init__(self): self.network = network
    def __del__(self): self.network.close()
late = Late()
del network""")


if __name__ == "__main__":
    unittest.main()
