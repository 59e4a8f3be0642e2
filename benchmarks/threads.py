"""So many threads and no more, for a process of its own: libraries ask how many when they are imported."""

import json
import os
import subprocess
import sys

# Freed memory stays in the process. Otherwise a step that asks for large arrays anew, as JAX's does, takes
# twice as long in some processes and not in others: the system hands it the same pages again and again.
KEEP_FREED_MEMORY = f"glibc.malloc.mmap_threshold={2**25}:glibc.malloc.trim_threshold={2**32}"


def environment_for(threads):
    """Return the variables that give every library so many threads, and all the same allocator."""
    several = "true" if threads > 1 else "false"
    return {
        "OPENBLAS_NUM_THREADS": str(threads),
        "OMP_NUM_THREADS": str(threads),
        "MKL_NUM_THREADS": str(threads),
        "XLA_FLAGS": f"--xla_cpu_multi_thread_eigen={several} intra_op_parallelism_threads={threads}",
        "JAX_ENABLE_X64": "1",
        "GLIBC_TUNABLES": KEEP_FREED_MEMORY,
    }


def limit_threads(threads):
    """Let this process use so many cores; to be called before numpy and the others are imported."""
    cores = sorted(os.sched_getaffinity(0))[:threads] if hasattr(os, "sched_getaffinity") else ()
    if len(cores) == threads:
        os.sched_setaffinity(0, cores)
    os.environ.update(environment_for(threads))


def in_a_process(script, *arguments, threads=1):
    """Run a script with these arguments and so many threads, and return the JSON that it prints."""
    command = [sys.executable, script, *map(str, arguments)]
    environment = os.environ | environment_for(threads)  # the allocator asks for it before Python begins
    child = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(child.stdout)
