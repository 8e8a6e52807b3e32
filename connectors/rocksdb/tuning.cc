#include "connectors/rocksdb/tuning.h"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/table_properties_collectors.h>
#include <rocksdb/write_buffer_manager.h>

namespace liaison {

SharedMemory shared_memory(const StoreOptions& options) {
  SharedMemory memory;
  memory.cache = rocksdb::NewLRUCache(options.cache_bytes);
  memory.memtables = std::make_shared<rocksdb::WriteBufferManager>(options.memtable_bytes);
  return memory;
}

rocksdb::DBOptions db_options(const StoreOptions& options, const SharedMemory& memory) {
  rocksdb::DBOptions db;
  db.write_buffer_manager = memory.memtables;
  db.max_total_wal_size = options.log_bytes;
  db.max_open_files = options.open_files;
  db.max_background_jobs = options.background_jobs;
  db.max_file_opening_threads = 2;  // RocksDB starts as many for every family
  // The first opening takes no excuses; opening.cc judges what is left after kill -9.
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kAbsoluteConsistency;
  db.track_and_verify_wals_in_manifest = true;  // a log file that went missing is noticed
  db.paranoid_checks = true;
  db.max_manifest_file_size = 16U << 20;
  db.bytes_per_sync = 1U << 20;  // table files reach the disk evenly, not at once
  return db;
}

rocksdb::ColumnFamilyOptions family_options(const StoreOptions& options,
                                            const SharedMemory& memory) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = memory.cache;
  table.cache_index_and_filter_blocks = true;  // so that the cache bounds all of it
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.data_block_index_type = rocksdb::BlockBasedTableOptions::kDataBlockBinaryAndHash;
  table.format_version = 5;
  table.checksum = rocksdb::kXXH3;
  table.block_size = 16U << 10;

  rocksdb::ColumnFamilyOptions family;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  family.write_buffer_size = options.family_memtable_bytes;
  // A turn's keys come sorted. Of each keyspace (the first byte) the memory table remembers the
  // last place, and searches the next one from there instead of from its top. So ranges must never
  // be deleted (DB::DeleteRange): they have a memory table of their own, but RocksDB (7.8) uses the
  // places remembered of the rows in it.
  family.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(1));
  family.compression = rocksdb::kLZ4Compression;
  family.bottommost_compression = rocksdb::kZSTD;
  family.level_compaction_dynamic_level_bytes = true;
  // Indexes and compacted topics delete much: a file that is mostly deletions is compacted at once,
  // so that scans from a cursor do not wade through them.
  family.table_properties_collector_factories.push_back(
      rocksdb::NewCompactOnDeletionCollectorFactory(4096, 2048));
  return family;
}

}  // namespace liaison
