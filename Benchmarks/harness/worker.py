"""The process of one engine: a JSON request a line in, a JSON answer a line out."""

import gc
import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from harness import answers, engines, machine


def serve(engine, request):
    verb = request["verb"]
    if verb == "version":
        return {"version": engine.version}
    if verb == "load":
        seconds = engine.load(request["table"], request["path"])
        now, peak = machine.memory_of(engine.process())
        return {"seconds": seconds, "memory": now, "peak": peak}
    engine.forget()
    seconds = getattr(engine, verb)(request["text"], request["language"])
    answer = {"seconds": seconds}
    if request["check"]:
        answer["digest"] = digest(engine)
    engine.forget()
    gc.collect()
    return answer


def digest(engine):
    try:
        import polars
    except ImportError:
        return None
    return answers.digest(engine.answer())


def main(name, threads):
    # Engines may print: what they say goes to standard error, answers to where it used to go.
    output = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    engine = None
    for line in sys.stdin:
        try:
            engine = engine or engines.ENGINES[name][1](int(threads))
            answer = serve(engine, json.loads(line))
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"[:300]}
        answer["process"] = engine.process() if engine else os.getpid()
        output.write(json.dumps(answer) + "\n")


main(*sys.argv[1:])
